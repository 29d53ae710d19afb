import { join } from 'node:path';
import { planTrigger } from '../event-source/plan-trigger.ts';
import { kafkaClassPath, missingForKafka } from '../kafka/install-kafka.ts';
import { planKafka } from '../kafka/plan-kafka.ts';
import { ministackPython, missingForMinistack } from '../ministack/install-ministack.ts';
import { planMinistack } from '../ministack/start-ministack.ts';
import type { ServerPlan } from '../server-process.ts';
import type { StackSettings } from './stack-settings.ts';

export type Say = (line: string) => void;

/** A server of the stack: what it needs, and how it is started in its folder. */
export interface Component {
  readonly name: string;
  readonly dir: string;
  /** The ports it listens at, the clients' first, by the setting that moves each. */
  readonly ports: Readonly<Record<string, number>>;
  missing(): Promise<readonly string[]>;
  /** Does nothing when it is installed. */
  install(say: Say): Promise<unknown>;
  plan(say: Say): Promise<ServerPlan>;
}

export function componentsOf(settings: StackSettings): readonly Component[] {
  const { kafkaPort: port, kafkaControllerPort: controllerPort, awsPort } = settings;
  const [kafka, aws, trigger] = ['kafka', 'aws', 'trigger'].map((name) => join(settings.dir, name)) as [
    string,
    string,
    string,
  ];
  return [
    {
      name: 'kafka',
      dir: kafka,
      ports: { DATAFORGE_STACK_KAFKA_PORT: port, DATAFORGE_STACK_KAFKA_CONTROLLER_PORT: controllerPort },
      missing: missingForKafka,
      install: kafkaClassPath,
      plan: (say) => planKafka({ dir: kafka, port, controllerPort }, say),
    },
    {
      name: 'aws',
      dir: aws,
      ports: { DATAFORGE_STACK_AWS_PORT: awsPort },
      missing: missingForMinistack,
      install: ministackPython,
      plan: (say) => planMinistack({ dir: aws, port: awsPort }, say),
    },
    {
      name: 'trigger',
      dir: trigger,
      ports: { DATAFORGE_STACK_TRIGGER_PORT: settings.triggerPort },
      // It waits for the others.
      missing: async () => [],
      install: async () => undefined,
      plan: () => planTrigger({ dir: trigger, port: settings.triggerPort, kafkaPort: port, awsPort }),
    },
  ];
}
