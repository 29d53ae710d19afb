import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A file's path from the workspace root, with slashes. */
export const pathInWorkspace = (file) => relative(root, file).split(sep).join('/');
