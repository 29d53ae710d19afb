import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@dataforge/kernel';
import { compiledProducts } from '@dataforge/products/testing';
import { loadSettings } from './config/load-settings.ts';
import { serverApi } from './server/api.ts';
import { compose } from './server/compose/compose.ts';
import { NO_CONNECTIONS } from './server/connections.ts';
import { openDataDir } from './server/open-data-dir.ts';

describe('the description of the API', () => {
  it('is the one that is committed; npm run openapi writes it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'openapi-'));
    const settings = { ...loadSettings({}), dataDir };
    const products = compiledProducts();
    const opened = await openDataDir(settings, products, silentLog);
    const api = serverApi(
      compose({ settings, products, logger: silentLog, connections: NO_CONNECTIONS, ...opened }),
      () => 'ready',
    );
    const composed = (await (await api.request('/openapi.json')).json()) as unknown;
    await opened.close();
    rmSync(dataDir, { recursive: true });
    const committed = JSON.parse(
      readFileSync(new URL('../../../libs/api/openapi.json', import.meta.url), 'utf8'),
    ) as unknown;
    expect(composed).toEqual(committed);
  });
});
