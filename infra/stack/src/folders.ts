import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the workspace, from a source file or, where this is bundled, from what the bundler says. */
export const workspaceRoot =
  process.env['DATAFORGE_WORKSPACE'] ?? fileURLToPath(new URL('../../..', import.meta.url));

/** A file of this project that is no source, such as a list of versions. */
export const projectFile = (...names: readonly string[]): string =>
  join(workspaceRoot, 'infra', 'stack', ...names);

/** Where servers are installed; not in git. */
export const installFolder = join(workspaceRoot, '.dataforge-stack', 'install');
