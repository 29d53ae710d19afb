import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installFolder } from './folders.ts';
import { isAlive } from './processes.ts';

export interface Installation {
  readonly name: string;
  /** The file that says which versions; another content is another folder. */
  readonly versions: string;
  /** Holds what is installed, side by side. */
  readonly root?: string;
}

/** Where these versions are, or will be, installed. */
export function installedAt({ name, versions, root = installFolder }: Installation): string {
  const hash = createHash('sha256').update(readFileSync(versions)).digest('hex');
  return join(root, `${name}-${hash.slice(0, 16)}`);
}

/**
 * Installs what is not there yet, and gives its folder. The folder gets its name when it is whole, so that an install that
 * was cut short is not taken for one; of two at once the first to end wins, and the other's is dropped.
 */
export async function installOnce(
  installation: Installation,
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const target = installedAt(installation);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  dropAbandoned(dirname(target));
  const draft = `${target}.draft-${process.pid}-${randomUUID()}`;
  try {
    await install(draft);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** Removes what installs left that were cut short. */
function dropAbandoned(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = /\.draft-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(root, name), { recursive: true, force: true });
  }
}
