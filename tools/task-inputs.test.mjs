import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Data that other projects' tasks read, found by no import: who is affected, and whose results it must make stale. */
const READ = [
  {
    file: 'libs/telemetry/product/gold/device_hours.sql',
    projects: ['telemetry', 'products', 'webhooks', 'lake', 'ledger', 'app', 'proofs', 'lambda-fanout'],
    tasks: ['products:test', 'lake:test', 'app:build', 'lambda-fanout:bundle'],
  },
  { file: 'data/nab/speed_7578.csv', projects: ['app', 'proofs'], tasks: ['app:test', 'proofs:test'] },
];

async function nx(...args) {
  const { stdout } = await promisify(execFile)(join(root, 'node_modules/.bin/nx'), [...args, '--json'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

describe.each(READ)('a change to $file', ({ file, projects, tasks }) => {
  it('affects those who read it, and not everybody', async () => {
    const affected = await nx('show', 'projects', '--affected', `--files=${file}`);
    expect(affected).toEqual(expect.arrayContaining(projects.map((name) => `@dataforge/${name}`)));
    expect(affected).not.toContain('@dataforge/kernel');
  });

  it.each(tasks)('makes the result of %s stale', async (task) => {
    const { files } = await nx('show', 'target', 'inputs', `@dataforge/${task}`);
    expect(files).toContain(file);
  });
});
