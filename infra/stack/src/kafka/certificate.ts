import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';

export interface Certificate {
  readonly keyStore: string;
  readonly trustStore: string;
  /** Of both stores: they hold nothing but a certificate that is good for this machine's loopback interface. */
  readonly password: string;
  /** The certificate itself, PEM: what clients are to trust. */
  readonly pem: string;
}

const PASSWORD = 'loopback';
const ALIAS = 'broker';

/** A certificate for the loopback interface, signed by itself, in the folder; made there once. */
export async function certificateIn(folder: string): Promise<Certificate> {
  const [keyStore, trustStore, file] = ['key.p12', 'trust.p12', 'broker.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const certificate = () => ({ keyStore, trustStore, password: PASSWORD, pem: readFileSync(file, 'utf8') });
  if (existsSync(trustStore)) return certificate();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = (path: string) => [
    '-alias',
    ALIAS,
    '-keystore',
    path,
    '-storetype',
    'PKCS12',
    '-storepass',
    PASSWORD,
  ];
  const subject = ['-dname', 'CN=localhost', '-ext', 'SAN=DNS:localhost,IP:127.0.0.1', '-validity', '3650'];
  await keytool('-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', ...subject, ...store(keyStore));
  await keytool('-exportcert', '-rfc', '-file', file, ...store(keyStore));
  // The broker connects to itself once, and aborts if it does not trust what it finds.
  await keytool('-importcert', '-noprompt', '-file', file, ...store(trustStore));
  return certificate();
}

async function keytool(...args: readonly string[]): Promise<void> {
  const ran = await runCommand('keytool', args);
  if (!ran.ok) throw new Error(`keytool, which comes with Java, made no certificate: ${ran.output}`);
}
