import { join, resolve } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { workspaceRoot } from './install.mjs';

/** Writes the client of libs/api/openapi.json, into another folder where one is given. */
await createClient({
  input: join(workspaceRoot, 'libs/api/openapi.json'),
  output: {
    path: resolve(workspaceRoot, process.argv[2] ?? 'libs/api-client/src/generated'),
    importFileExtension: '.ts',
    tsConfigPath: null,
  },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  logs: { level: 'silent' },
});
