import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../folders.ts';
import { freePorts } from '../ports.ts';
import { launch, logsOf, type RunningServer, type ServerPlan } from '../server-process.ts';
import { ministackPython } from './install-ministack.ts';

export interface MinistackSettings {
  /** The endpoint's own folder; one that holds data of an orderly stop goes on with it. */
  readonly dir: string;
  /** On the loopback interface; a free one when it is left out. */
  readonly port?: number;
  /** What it reads from its environment beside what the stack sets. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningMinistack extends RunningServer {
  /** For AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly port: number;
}

export interface MinistackPlan extends ServerPlan {
  readonly port: number;
}

/** Installs ministack if it is not, and prepares the endpoint's folder. */
export async function planMinistack(
  { dir, port: wanted, env }: MinistackSettings,
  say?: (line: string) => void,
): Promise<MinistackPlan> {
  const python = await ministackPython(say);
  const port = wanted ?? ((await freePorts(1)) as [number])[0];
  const [state, objects, scratch] = ['state', 's3', 'tmp'].map((name) => join(dir, 'data', name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [state, objects, scratch, logsOf(dir)]) mkdirSync(folder, { recursive: true });
  // What runs functions of Node is a script of CommonJS; the folder may be within a package whose scripts are modules.
  writeFileSync(join(scratch, 'package.json'), '{ "type": "commonjs" }\n');
  return {
    name: 'ministack',
    dir,
    port,
    command: python,
    args: [projectFile('ministack', 'run.py'), logsOf(dir)],
    env: {
      // Else it listens on every interface, and on more ports.
      ...{ BIND_HOST: '127.0.0.1', IOT_MTLS_ENABLED: '0', SFTP_ENABLED: '0', GATEWAY_PORT: String(port) },
      ...{ PERSIST_STATE: '1', STATE_DIR: state, S3_PERSIST: '1', S3_DATA_DIR: objects, TMPDIR: scratch },
      ...env,
    },
    isReady: () => answersReady(port),
  };
}

async function answersReady(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/_ministack/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Starts an endpoint that ends with this process at the latest, and resolves when it answers. */
export async function startMinistack(settings: MinistackSettings): Promise<RunningMinistack> {
  const plan = await planMinistack(settings);
  const running = await launch(plan, { detached: false });
  return { ...running, port: plan.port, endpoint: `http://127.0.0.1:${plan.port}` };
}
