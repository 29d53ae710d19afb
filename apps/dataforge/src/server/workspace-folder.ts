import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the files are that are shipped beside the bundle: the sample data, the runbooks. */
export const workspaceFolder = (): string =>
  process.env['DATAFORGE_WORKSPACE'] ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..');
