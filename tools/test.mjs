import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, workspaceRoot } from './install.mjs';

/** Everything that has to hold, on a fresh clone too; arguments go to nx, for example `npm test -- --projects=@dataforge/kpi`. */
await ensureInstalled();

const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' };
const options = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };

function check(name, command, args) {
  process.stdout.write(`\n== ${name}\n`);
  const begun = Date.now();
  const { status } = spawnSync(command, args, {
    cwd: workspaceRoot,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  counts[status === 0 ? 'passed' : 'failed'] += 1;
  process.stdout.write(
    `== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - begun) / 1000).toFixed(0)} s\n`,
  );
}

const runMany = (target, parallel) => [
  'run-many',
  '-t',
  target,
  `--parallel=${parallel}`,
  '--outputStyle=static',
  ...options,
];

const nx = join(workspaceRoot, 'node_modules', '.bin', 'nx');
const projects = JSON.parse(
  spawnSync(nx, ['show', 'projects', '--with-target', 'test', '--json'], {
    cwd: workspaceRoot,
    env,
    encoding: 'utf8',
  }).stdout,
);
const resultFiles = projects.map((project) => {
  const { root } = JSON.parse(
    spawnSync(nx, ['show', 'project', project, '--json'], { cwd: workspaceRoot, env, encoding: 'utf8' })
      .stdout,
  );
  return join(workspaceRoot, root, 'test-results', 'counts.json');
});
for (const file of resultFiles) rmSync(file, { force: true });

if (options.length === 0) {
  check('format', join(workspaceRoot, 'node_modules', '.bin', 'prettier'), [
    '--check',
    '--log-level=warn',
    '.',
  ]);
  check('project references', nx, ['sync:check']);
}
check('typecheck', nx, runMany('typecheck', 2));
check('lint', nx, runMany('lint', 2));
check('build', nx, runMany('build', 2));
check('test', nx, runMany('test', 2));

let tests = 0;
for (const file of resultFiles.filter((candidate) => existsSync(candidate))) {
  const { passed, failed, skipped, skippedNames } = JSON.parse(readFileSync(file, 'utf8'));
  tests += passed + failed;
  counts.passed += passed;
  counts.failed += failed;
  if (skipped === 0) continue;
  process.stdout.write(`\nSKIPPED in ${file}:\n${skippedNames.map((name) => `  - ${name}\n`).join('')}`);
  // Where everything is to run, what did not run has failed.
  if (process.env.CI) counts.failed += skipped;
}
if (tests === 0) {
  process.stdout.write('\nNo test ran.\n');
  counts.failed += 1;
}
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
