import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@dataforge/kernel';
import type { Products } from '@dataforge/products';
import { loadSettings } from './config/load-settings.ts';
import { serverApi } from './server/api.ts';
import { compose } from './server/compose/compose.ts';
import { NO_CONNECTIONS } from './server/connections.ts';
import { openDataDir } from './server/open-data-dir.ts';

/** Writes the description of the API as the server composes it. */
const workspace = process.env['DATAFORGE_WORKSPACE'] ?? '.';
const products = JSON.parse(readFileSync(join(workspace, 'dist', 'products.json'), 'utf8')) as Products;
const dataDir = mkdtempSync(join(tmpdir(), 'dataforge-openapi-'));
const settings = { ...loadSettings({}), dataDir };
const opened = await openDataDir(settings, products, silentLog);
const api = serverApi(
  compose({ settings, products, logger: silentLog, connections: NO_CONNECTIONS, ...opened }),
  () => 'ready',
);
const answer = await api.request('/openapi.json');
if (!answer.ok) throw new Error(`GET /openapi.json answered ${answer.status}: ${await answer.text()}`);
const document: unknown = await answer.json();
writeFileSync(join(workspace, 'libs', 'api', 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
await opened.close();
rmSync(dataDir, { recursive: true });
