import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ConfigurationError } from '@dataforge/kernel';
import { issuerKey } from './key-file.ts';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'access-keys-'))));
afterEach(() => rmSync(directory, { recursive: true }));

describe('the key of the built-in issuer', () => {
  it('is that of whoever was first when another makes it at the same time', async () => {
    const keyDir = join(directory, 'keys');
    const otherKey = join(directory, 'other.pem');
    const theirs = generateKeyPairSync('ed25519').privateKey;
    writeFileSync(otherKey, theirs.export({ type: 'pkcs8', format: 'pem' }));
    // Puts its key in place as soon as the directory is there, which is while this side still makes its own.
    const other = new Worker(
      `const { existsSync, linkSync } = require('node:fs');
       const { parentPort, workerData } = require('node:worker_threads');
       parentPort.postMessage('ready');
       while (!existsSync(workerData.keyDir));
       try {
         linkSync(workerData.otherKey, workerData.keyDir + '/issuer.pem');
         parentPort.postMessage('first');
       } catch (error) {
         if (error.code !== 'EEXIST') throw error;
       }`,
      { eval: true, workerData: { keyDir, otherKey } },
    );
    const said: string[] = [];
    await once(other, 'message');
    other.on('message', (word: string) => said.push(word));
    const mine = issuerKey(keyDir);
    await once(other, 'exit');
    expect(mine.equals(theirs)).toBe(said.includes('first'));
    const held = createPrivateKey(readFileSync(join(keyDir, 'issuer.pem')));
    expect(mine.equals(held)).toBe(true);
    expect(issuerKey(keyDir).equals(held)).toBe(true);
    expect(readdirSync(keyDir)).toEqual(['issuer.pem']);
  });

  it('is for its owner alone, as is its directory', () => {
    const keyDir = join(directory, 'keys');
    issuerKey(keyDir);
    expect(statSync(keyDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(keyDir, 'issuer.pem')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a directory that is not there', (keyDir: string) => keyDir.concat('/nowhere/keys')],
    ['a file in the place of its directory', (keyDir: string) => (writeFileSync(keyDir, ''), keyDir)],
  ])('names %s, in which it cannot be made', (_name, placeOf) => {
    const keyDir = placeOf(join(directory, 'keys'));
    const make = () => issuerKey(keyDir);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(join(keyDir, 'issuer.pem'));
  });

  it.each([
    ['an empty file', '', 'no private key'],
    ['another kind of key', rsaKey(), 'rsa, not ed25519'],
  ])('names %s that cannot be used, and what to do', (_name, pem, why) => {
    const keyDir = join(directory, 'keys');
    mkdirSync(keyDir);
    writeFileSync(join(keyDir, 'issuer.pem'), pem);
    expect(() => issuerKey(keyDir)).toThrow(why);
    expect(() => issuerKey(keyDir)).toThrow(/remove it/);
  });
});

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
