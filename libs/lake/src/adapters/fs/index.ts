import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InfrastructureError, messageOf, type FailureNature } from '@dataforge/kernel';
import type { LandingStore } from '../../ports/landing-store.ts';

/** Objects as files below a folder. */
export function fsLandingStore(settings: { root: string }): LandingStore {
  const root = resolve(settings.root);
  const makeFolder = durableFolders(root);
  const drafts = join(root, '.drafts');
  // What a crash left half written was never an object.
  rmSync(drafts, { recursive: true, force: true });
  mkdirSync(drafts, { recursive: true });
  const pathOf = (key: string): string => join(root, checked(key));

  return {
    putIfAbsent: (key, bytes) =>
      guarded(async () => {
        const path = pathOf(key);
        await makeFolder(dirname(path));
        const draft = join(drafts, randomUUID());
        try {
          await writeDurably(draft, bytes);
          await link(draft, path);
        } catch (error) {
          if (codeOf(error) === 'EEXIST') return false;
          throw error;
        } finally {
          await rm(draft, { force: true });
        }
        await syncFolder(dirname(path));
        return true;
      }),
    get: (key) => guarded(() => orUndefined(readFile(pathOf(key)))),
    delete: (key) => guarded(() => rm(pathOf(key), { force: true })),
    async *list(prefix) {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const keys = entries
        .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(drafts))
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .filter((key) => key.startsWith(prefix))
        .sort();
      for (const key of keys) yield { key, bytes: (await stat(join(root, key))).size };
    },
  };
}

function checked(key: string): string {
  const parts = key.split('/');
  if (
    parts.some((part) => part === '' || part === '.' || part === '..' || part === '.drafts') ||
    key.includes('\\')
  )
    throw new Error(`${key} is no key of a landing object`);
  return key;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a folder below `root` and those above it, durably, each once. */
function durableFolders(root: string): (path: string) => Promise<void> {
  const made = new Map<string, Promise<void>>();
  const make = async (path: string) => {
    if (path !== root) await makeOnce(dirname(path));
    await mkdir(path, { recursive: true });
    await syncFolder(dirname(path));
  };
  const makeOnce = (path: string): Promise<void> => {
    const making = made.get(path) ?? make(path);
    made.set(path, making);
    making.catch(() => made.delete(path));
    return making;
  };
  return makeOnce;
}

/** A new name is durable only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const orUndefined = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });

const NATURES: Readonly<Record<string, FailureNature>> = {
  ENOSPC: 'retriable',
  EDQUOT: 'retriable',
  EIO: 'retriable',
  EMFILE: 'retriable',
  EACCES: 'permanent',
  EROFS: 'permanent',
};

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const nature = NATURES[codeOf(error) ?? ''];
    if (nature)
      throw new InfrastructureError(`The landing folder failed: ${messageOf(error)}`, nature, {
        cause: error,
      });
    throw error;
  }
}
