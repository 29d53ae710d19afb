import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { projectFile } from '../folders.ts';
import { installedAt, type Installation } from '../install-once.ts';
import { mavenLibraries } from '../maven-libraries.ts';
import { missingOf } from '../requirements.ts';

const trino = (): Installation => ({ name: 'trino', versions: projectFile('trino', 'pom.xml') });

/** What is missing on this machine to run Trino's parser; Maven is only needed to install it. */
export const missingForTrino = (): Promise<readonly string[]> =>
  missingOf(existsSync(installedAt(trino())) ? ['java'] : ['java', 'maven']);

/** What Trino's parser takes a statement for, such as `Query` or `CreateView`; or why it takes it for none. */
export type Parsed = { readonly kind: string } | { readonly refused: string };

/** Parses statements with Trino's own parser; installs it if it is not. */
export async function parseWithTrino(statements: readonly string[]): Promise<readonly Parsed[]> {
  const classPath = await mavenLibraries(trino(), "Trino's parser");
  const child = spawn('java', ['-cp', classPath, projectFile('trino', 'ParseStatements.java')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(statements.map((statement) => `${statement}\0`).join(''));
  const [output, faults] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lines = output.trimEnd().split('\n');
  if (lines.length !== statements.length) throw new Error(`Trino's parser ended early:\n${faults}`);
  return lines.map((line) =>
    line.startsWith('error ') ? { refused: line.slice('error '.length) } : { kind: line },
  );
}
