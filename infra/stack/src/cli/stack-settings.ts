import { resolve } from 'node:path';
import { workspaceRoot } from '../folders.ts';

export interface StackSettings {
  /** Where the servers keep data and logs. */
  readonly dir: string;
  readonly kafkaPort: number;
  readonly kafkaControllerPort: number;
  readonly awsPort: number;
  readonly triggerPort: number;
}

const PORTS = {
  DATAFORGE_STACK_KAFKA_PORT: 9_092,
  DATAFORGE_STACK_KAFKA_CONTROLLER_PORT: 9_093,
  DATAFORGE_STACK_AWS_PORT: 4_566,
  DATAFORGE_STACK_TRIGGER_PORT: 4_567,
};

/** Settings from the environment, or every fault of them. An empty variable is none. */
export function stackSettings(environment: Readonly<Record<string, string | undefined>>): {
  readonly settings: StackSettings;
  readonly faults: readonly string[];
} {
  const faults: string[] = [];
  for (const name of Object.keys(environment))
    if (name.startsWith('DATAFORGE_STACK_') && name !== 'DATAFORGE_STACK_DIR' && !(name in PORTS))
      faults.push(
        `${name} is no setting; there are ${Object.keys(PORTS).join(', ')} and DATAFORGE_STACK_DIR`,
      );
  const port = (name: keyof typeof PORTS): number => {
    const given = environment[name] || String(PORTS[name]);
    const number = /^\d{1,5}$/.test(given) ? Number(given) : 0;
    if (number < 1 || number > 65_535)
      faults.push(`${name} must be a port from 1 to 65535, given "${given}"`);
    return number;
  };
  const settings = {
    dir: resolve(workspaceRoot, environment['DATAFORGE_STACK_DIR'] || '.dataforge-stack'),
    kafkaPort: port('DATAFORGE_STACK_KAFKA_PORT'),
    kafkaControllerPort: port('DATAFORGE_STACK_KAFKA_CONTROLLER_PORT'),
    awsPort: port('DATAFORGE_STACK_AWS_PORT'),
    triggerPort: port('DATAFORGE_STACK_TRIGGER_PORT'),
  };
  const { dir: _dir, ...numbers } = settings;
  const ports = Object.values(numbers);
  if (faults.length === 0 && new Set(ports).size < ports.length)
    faults.push(`${Object.keys(PORTS).join(', ')} must differ, given ${ports.join(', ')}`);
  return { settings, faults };
}
