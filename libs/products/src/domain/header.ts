import type { Report } from './fault.ts';

export interface HeaderEntry {
  readonly name: string;
  readonly text: string;
}

/** Reads the `-- name: text` lines at the top of an SQL file; a plain comment line is allowed among them. */
export function readHeader(sql: string, allowed: readonly string[], report: Report): readonly HeaderEntry[] {
  const entries: HeaderEntry[] = [];
  for (const line of sql.split('\n')) {
    if (!line.startsWith('--')) break;
    const match = /^--\s*([a-z]+):\s*(.*\S)\s*$/.exec(line);
    if (!match) continue;
    const [name, text] = [match[1] as string, match[2] as string];
    if (allowed.includes(name)) entries.push({ name, text });
    else report('header', `there is no "${name}"; a header has ${allowed.join(', ')}`);
  }
  return entries;
}

/** The one entry of a name. */
export function oneEntry(entries: readonly HeaderEntry[], name: string, report: Report): string | undefined {
  const found = entries.filter((entry) => entry.name === name);
  if (found.length !== 1) report('header', `needs one line "-- ${name}: …", has ${found.length}`);
  return found[0]?.text;
}
