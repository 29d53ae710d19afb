import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface ImportTime {
  readonly name: string;
  readonly kib: number;
  /** Median of some processes, ms. */
  readonly ms: number;
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
      const times = Array.from({ length: TIMES }, () => importOnce(file)).sort((a, b) => a - b);
      return { name, kib: statSync(file).size / 1_024, ms: times[Math.floor(TIMES / 2)] as number };
    });
}

/** In an environment where every variable that the bundle may ask for is there. */
function importOnce(file: string): number {
  const words = readFileSync(file, 'utf8').match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [];
  const asked = words.filter((word) => !/^(?:NODE|AWS)_/.test(word)).map((word) => [word, 'none'] as const);
  const script = `const begun = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    process.stdout.write(String(performance.now() - begun));
    process.exit(0);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...Object.fromEntries(asked), AWS_REGION: 'eu-central-1', PATH: process.env['PATH'] },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(output);
}
