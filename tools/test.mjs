import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, workspaceRoot } from './install.mjs';

/**
 * Everything that has to hold, on a fresh clone too. Arguments go to nx, for example `npm test -- --projects=kpi,lake`;
 * then only these projects' tasks run. Counted are tests, and beside them every lint, typecheck and build of a
 * project, the format and the project references. The last line is `N passed, N failed`.
 */
await ensureInstalled();

const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' };
const options = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };
const faults = [];
let tests = 0;

const bin = (name) => join(workspaceRoot, 'node_modules', '.bin', name);
const inWorkspace = (...names) => join(workspaceRoot, ...names);
const fail = (count, what) => {
  counts.failed += count;
  faults.push(what);
};

/** What hangs has failed; a run that is cut off from outside would not say so. */
const LONGEST_MS = 80 * 60_000;

/** Runs a command with its output as it comes; whether it succeeded. */
function run(title, command, args) {
  process.stdout.write(`\n== ${title}\n`);
  const begun = Date.now();
  const { status } = spawnSync(command, args, {
    cwd: workspaceRoot,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LONGEST_MS,
  });
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  process.stdout.write(`== ${title}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n`);
  return status === 0;
}

function check(title, command, args) {
  if (run(title, command, args)) counts.passed += 1;
  else fail(1, title);
}

/** Where Nx says how each task of its last run ended, and where each project's tests say how they did. */
const TASKS = inWorkspace('.nx', 'cache', 'run.json');
const resultsIn = (folder) => join(folder, 'test-results', 'counts.json');
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

const folders = ['apps', 'apps/lambda', 'infra', 'libs']
  .flatMap((parent) => readdirSync(inWorkspace(parent)).map((name) => inWorkspace(parent, name)))
  .concat(inWorkspace('tools'));
const folderOf = new Map(folders.map((folder) => [read(join(folder, 'package.json'))?.name, folder]));

function runTasks(targets) {
  for (const stale of [TASKS, ...folders.map(resultsIn)]) rmSync(stale, { force: true });
  const args = ['run-many', '-t', ...targets, '--parallel=2', '--outputStyle=static', ...options];
  const passed = run(targets.join(', '), bin('nx'), args);
  const tasks = read(TASKS)?.tasks ?? [];
  for (const task of tasks) countTask(task);
  if (tasks.length === 0) fail(1, 'nx ran no task');
  else if (!passed && tasks.every(({ status }) => status === 0)) fail(1, 'nx failed, and no task of it');
}

/** A task that came from the cache brought its results along, so it counts like one that ran. */
function countTask({ taskId, target, projectName, status }) {
  if (target !== 'test') {
    if (status === 0) counts.passed += 1;
    else fail(1, taskId);
    return;
  }
  const results = read(resultsIn(folderOf.get(projectName)));
  tests += (results?.passed ?? 0) + (results?.failed ?? 0);
  counts.passed += results?.passed ?? 0;
  if (results?.failed) fail(results.failed, `${taskId}: ${results.failed} failed`);
  else if (status !== 0) fail(1, `${taskId}: ended before its tests did`);
  if (results?.skipped) countSkipped(taskId, results);
}

/** Where everything is to run, what did not run has failed. */
function countSkipped(taskId, { skipped, skippedNames }) {
  const names = skippedNames.map((name) => `\n     - ${name}`).join('');
  if (process.env.CI) fail(skipped, `${taskId}: ${skipped} skipped${names}`);
  else process.stdout.write(`\n${taskId}: ${skipped} SKIPPED${names}\n`);
}

if (options.length === 0) {
  const { ensureBrowser } = await import('./browser.mjs');
  ensureBrowser();
  // Else the first tests to need one would wait for the download.
  run('servers of the stack', process.execPath, [inWorkspace('tools', 'stack.mjs'), 'install']);
  check('format', bin('prettier'), ['--check', '--log-level=warn', '.']);
  check('project references', bin('nx'), ['sync:check']);
}
runTasks(['lint', 'typecheck', 'test', 'build']);

if (tests === 0) fail(1, 'no test was found');
if (faults.length > 0) process.stdout.write(`\nFAILED:\n${faults.map((fault) => `   ${fault}\n`).join('')}`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
