import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../folders.ts';
import { logsOf, type ServerPlan } from '../server-process.ts';

export interface TriggerPlanSettings {
  readonly dir: string;
  /** Where it tells what it has handed over. */
  readonly port: number;
  readonly kafkaPort: number;
  readonly awsPort: number;
}

/** The region of the stack. */
const REGION = 'us-east-1';

/** The trigger as a process; its program is bundled beside that of the stack's commands. */
export async function planTrigger({
  dir,
  port,
  kafkaPort,
  awsPort,
}: TriggerPlanSettings): Promise<ServerPlan> {
  mkdirSync(logsOf(dir), { recursive: true });
  const settings = {
    port,
    broker: `127.0.0.1:${kafkaPort}`,
    region: REGION,
    endpoint: `http://127.0.0.1:${awsPort}`,
  };
  return {
    name: 'the trigger',
    dir,
    command: process.execPath,
    args: [join(workspaceRoot, 'dist', 'trigger', 'main.mjs'), dir, JSON.stringify(settings)],
    isReady: () => answers(port),
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(2_000) });
    return Array.isArray(await answer.json());
  } catch {
    return false;
  }
}
