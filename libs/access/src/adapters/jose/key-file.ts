import { generateKeyPairSync, createPrivateKey, randomUUID, type KeyObject } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'issuer.pem';

/**
 * The issuer's private key (Ed25519), made at the first use and readable by the owner alone. Two processes
 * that start at once end with the same key: the first link wins.
 */
export function issuerKey(keyDir: string): KeyObject {
  const path = join(keyDir, FILE);
  const held = readIfThere(path);
  if (held) return createPrivateKey(held);
  mkdirSync(keyDir, { recursive: true, mode: 0o700 });
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const draft = join(keyDir, `.${FILE}.${randomUUID()}`);
  writeFileSync(draft, pem, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return createPrivateKey(readFileSync(path));
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
