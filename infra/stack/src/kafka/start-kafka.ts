import { launch, type RunningServer } from '../server-process.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { planKafka } from './plan-kafka.ts';

export interface RunningKafka extends RunningServer {
  /** `host:port` of the listener in plain text. */
  readonly broker: string;
  readonly port: number;
  /** `host:port` of the listener with TLS and accounts, and what to trust there, PEM; empty without one. */
  readonly securedBroker: string;
  readonly certificate: string;
}

/** Starts a broker that ends with this process at the latest, and resolves when it takes clients. It is short-lived if nothing else is said. */
export async function startKafka(settings: KafkaSettings): Promise<RunningKafka> {
  const plan = await planKafka({ shortLived: true, ...settings });
  const running = await launch(plan, { detached: false });
  const { plain, secured } = plan.ports;
  return {
    ...running,
    broker: `127.0.0.1:${plain}`,
    port: plain,
    securedBroker: settings.secured ? `127.0.0.1:${secured}` : '',
    certificate: plan.certificate,
  };
}
