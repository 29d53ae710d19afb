import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, workspaceRoot } from './install.mjs';

/**
 * Deploys the Lambda apps to the stack of this machine: makes what they need and is not there, and deploys each whose code,
 * template or parameters differ from what runs. Arguments go to nx, for example `--projects=@dataforge/lambda-fanout`.
 */
await ensureInstalled();
const { bundleServer } = await import('./bundle.mjs');
const server = await bundleServer();

const prefix = process.env.STACK_PREFIX || 'dataforge';
const port = process.env.DATAFORGE_STACK_AWS_PORT || '4566';
const aws = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, STACK_PREFIX: prefix };

function run(command, args, env) {
  const { status } = spawnSync(command, args, {
    cwd: workspaceRoot,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}

const program = `import(${JSON.stringify(server)}).then(({ main }) => main(['prepare', '--prefix', process.argv[1]]))`;
run(process.execPath, ['--input-type=module', '-e', program, prefix]);
const nx = join(workspaceRoot, 'node_modules', '.bin', 'nx');
const given = process.argv.slice(2);
const projects = given.some((option) => /^(?:-p|--projects)\b/.test(option))
  ? []
  : ['-p', '@dataforge/lambda-*'];
run(nx, ['run-many', '-t', 'deploy', ...projects, '--outputStyle=stream', ...given], {
  ...aws,
  ...{ NX_DAEMON: 'false', NX_TUI: 'false' },
});
