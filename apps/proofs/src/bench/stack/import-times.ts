import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface ImportTime {
  readonly name: string;
  readonly kib: number;
  /** Median of some processes, ms. */
  readonly ms: number;
  /** Whether it then said that its settings are no good, which are not those of a deployment here; its code was loaded by then. */
  readonly refused: boolean;
}

const TIMES = 15;

/** How long a new process takes to import each Lambda's bundle, which makes most of a cold start that is ours. Bundles them first. */
export function importTimes(workspace: string): readonly ImportTime[] {
  execFileSync('npx', ['nx', 'run-many', '-t', 'bundle'], {
    cwd: workspace,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    stdio: 'ignore',
  });
  const folder = join(workspace, 'dist', 'apps', 'lambda');
  return readdirSync(folder)
    .map((name) => ({ name, file: join(folder, name, 'main.mjs') }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => {
      const runs = Array.from({ length: TIMES }, () => importOnce(file));
      const times = runs.map(({ ms }) => ms).sort((a, b) => a - b);
      const kib = statSync(file).size / 1_024;
      return {
        ...{ name, kib, ms: times[Math.floor(TIMES / 2)] as number },
        refused: runs.some(({ refused }) => refused),
      };
    });
}

/** In an environment where every variable that the bundle may ask for is there, with some value. */
function importOnce(file: string): Pick<ImportTime, 'ms' | 'refused'> {
  const words = readFileSync(file, 'utf8').match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [];
  const asked = words.filter((word) => !/^(?:NODE|AWS)_/.test(word)).map((word) => [word, 'none'] as const);
  const script = `const begun = performance.now();
    const refused = await import(${JSON.stringify(pathToFileURL(file).href)}).then(() => false, () => true);
    process.stdout.write(JSON.stringify({ ms: performance.now() - begun, refused }));
    process.exit(0);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...Object.fromEntries(asked), AWS_REGION: 'eu-central-1', PATH: process.env['PATH'] },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as Pick<ImportTime, 'ms' | 'refused'>;
}
