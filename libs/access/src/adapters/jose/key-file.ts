import { generateKeyPairSync, createPrivateKey, randomUUID, type KeyObject } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from '@dataforge/kernel';

const FILE = 'issuer.pem';

/**
 * The issuer's private key (Ed25519), made at the first use and readable by the owner alone, in a directory whose parent is
 * there. Two processes that start at once end with the same key: the first link wins.
 */
export function issuerKey(keyDir: string): KeyObject {
  const path = join(keyDir, FILE);
  let pem: Buffer;
  try {
    pem = readIfThere(path) ?? makeKey(keyDir, path);
  } catch (error) {
    throw new ConfigurationError("The built-in issuer's key cannot be read or made.", [
      `${path}: ${messageOf(error)}. Keep it in a directory that this user can write`,
    ]);
  }
  return privateKey(pem, path);
}

function makeKey(keyDir: string, path: string): Buffer {
  unlessThere(() => mkdirSync(keyDir, { mode: 0o700 }));
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const draft = join(keyDir, `.${FILE}.${randomUUID()}`);
  writeFileSync(draft, pem, { mode: 0o600, flush: true });
  try {
    unlessThere(() => linkSync(draft, path));
  } finally {
    rmSync(draft);
  }
  return readFileSync(path);
}

/** Makes something that another process may have made first. */
function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function privateKey(pem: Buffer, path: string): KeyObject {
  const unusable = (why: string) =>
    new ConfigurationError("The built-in issuer's key cannot be used.", [
      `${path}: ${why}. Put the file back from a copy, or remove it: a new key is made, and tokens issued before are refused`,
    ]);
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw unusable(`it is no private key (${messageOf(error)})`);
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw unusable(`its type is ${key.asymmetricKeyType}, not ed25519`);
  return key;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
