import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlertKind } from '@dataforge/alerts';
import { workspaceFolder } from './workspace-folder.ts';

/** The runbook of a kind of alert, as it lies in docs/runbooks. */
export const readRunbook = (kind: AlertKind): Promise<string> =>
  readFile(join(workspaceFolder(), 'docs', 'runbooks', `${kind}.md`), 'utf8');
