import { join } from 'node:path';
import { freePorts } from '../ports.ts';
import { launch, type RunningServer } from '../server-process.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { newClusterId, planKafka } from './plan-kafka.ts';

export interface RunningKafka extends RunningServer {
  /** `host:port` of the listener in plain text. */
  readonly broker: string;
  readonly port: number;
  /** `host:port` of the listener with TLS and accounts, and what to trust there, PEM; empty without one. */
  readonly securedBroker: string;
  readonly certificate: string;
  /** Starts it once more where it was, with the data that it had. */
  startAgain(): Promise<RunningKafka>;
}

/**
 * Starts a broker that ends with this process at the latest, and resolves when it takes clients. It is short-lived if nothing
 * else is said.
 */
export async function startKafka(settings: KafkaSettings): Promise<RunningKafka> {
  const plan = await planKafka({ shortLived: true, ...settings });
  const running = await launch(plan, { detached: false });
  const { plain, controller, secured } = plan.ports;
  return {
    ...running,
    broker: `127.0.0.1:${plain}`,
    port: plain,
    securedBroker: settings.secured ? `127.0.0.1:${secured}` : '',
    certificate: plan.certificate,
    startAgain: () =>
      startKafka({
        ...settings,
        port: plain,
        controllerPort: controller,
        ...(settings.secured && { secured: { ...settings.secured, port: secured } }),
      }),
  };
}

export interface KafkaClusterSettings extends Pick<KafkaSettings, 'properties' | 'heapMb'> {
  /** Holds a folder of each broker. */
  readonly dir: string;
  readonly brokers: number;
  /** Where clients are told to connect to each broker instead, by the port that it listens at. */
  readonly advertise?: (port: number) => Promise<number>;
}

/** Starts several brokers that are one cluster, all at once. Any but the first may go away without the others. */
export async function startKafkaCluster(settings: KafkaClusterSettings): Promise<readonly RunningKafka[]> {
  const { dir, brokers, advertise, ...common } = settings;
  const [controllerPort, ...ports] = (await freePorts(brokers + 1)) as [number, ...number[]];
  const clusterId = newClusterId();
  return Promise.all(
    ports.map(async (port, at) =>
      startKafka({
        ...common,
        dir: join(dir, `broker-${at + 1}`),
        port,
        controllerPort,
        ...(advertise && { advertisedPort: await advertise(port) }),
        member: { nodeId: at + 1, clusterId, brokers, controllerPort },
      }),
    ),
  );
}
