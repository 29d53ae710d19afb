import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaMapping } from './kafka-mapping.ts';
import { kafkaPoller, type Poller, type PollerDeps } from './kafka-poller.ts';
import { readMappings } from './read-mappings.ts';

export interface TriggerSettings {
  /** `host:port`. */
  readonly broker: string;
  readonly region: string;
  readonly endpoint: string;
  /** How often it is looked what is deployed, ms. */
  readonly lookMs?: number;
}

export interface KafkaTrigger {
  /** What each mapping has taken. */
  state(): readonly (KafkaMapping & { readonly positions: Readonly<Record<string, number>> })[];
  stop(): Promise<void>;
}

const LOOK_MS = 2_000;
/** As long as a function may take. */
const INVOCATION_MS = 15 * 60_000;

/**
 * Stands in for Lambda's event source mappings from Kafka, which the local endpoint refuses: whatever mappings the deployed
 * stacks declare are polled, from when they are deployed until they are gone.
 */
export function kafkaTrigger(settings: TriggerSettings, log: (line: string) => void): KafkaTrigger {
  const { broker, region, endpoint, lookMs = LOOK_MS } = settings;
  const credentials = { accessKeyId: 'stack', secretAccessKey: 'stack' };
  const options = { region, endpoint, credentials };
  const lambda = new LambdaClient({
    ...options,
    maxAttempts: 1,
    requestHandler: { requestTimeout: INVOCATION_MS, throwOnRequestTimeout: true },
  });
  const clients = { cloudFormation: new CloudFormationClient(options), ssm: new SSMClient(options) };
  const kafka = new Kafka({ brokers: [broker], clientId: 'trigger', logLevel: logLevel.NOTHING });
  const deps: PollerDeps = { kafka, bootstrapServers: broker, invoke: invoking(lambda), log };
  const pollers = new Map<string, { readonly mapping: KafkaMapping; readonly poller: Poller }>();
  let fault = '';
  let next: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const mappings = new Map(
      (await readMappings(clients)).map((mapping) => [JSON.stringify(mapping), mapping]),
    );
    for (const [key, { poller }] of pollers)
      if (!mappings.has(key)) {
        pollers.delete(key);
        await poller.stop();
      }
    for (const [key, mapping] of mappings)
      if (!pollers.has(key) && !stopped) {
        pollers.set(key, { mapping, poller: await kafkaPoller(deps, mapping) });
        log(`${mapping.functionName} is handed ${mapping.topic}`);
      }
    fault = '';
  }

  const looking = (): Promise<void> =>
    look()
      .catch((error: unknown) => {
        const message = (error as Error).message;
        if (message !== fault) log(`It cannot be told what is deployed: ${message}`);
        fault = message;
      })
      .then(() => {
        if (!stopped) next = setTimeout(() => (underWay = looking()), lookMs);
      });
  let underWay = looking();

  return {
    state: () =>
      [...pollers.values()].map(({ mapping, poller }) => ({
        ...mapping,
        positions: Object.fromEntries(poller.positions()),
      })),
    async stop() {
      stopped = true;
      clearTimeout(next);
      await underWay;
      await Promise.all([...pollers.values()].map(({ poller }) => poller.stop()));
      for (const client of [lambda, clients.cloudFormation, clients.ssm]) client.destroy();
    },
  };
}

const invoking =
  (lambda: LambdaClient): PollerDeps['invoke'] =>
  async (functionName, event) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) }),
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(`${FunctionError}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
