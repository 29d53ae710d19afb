import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  Kafka,
  logLevel,
  type Admin,
  type ISocketFactory,
  type KafkaConfig,
  type SASLOptions,
} from 'kafkajs';
import { silentLog, type Log } from '@dataforge/kernel';
import { clusterOf } from './cluster.ts';
import { kafkaFailure } from './kafka-failure.ts';
import {
  defaultKafkaLimits,
  type KafkaLimits,
  type KafkaSasl,
  type KafkaSettings,
} from './kafka-settings.ts';
import { openLink, type Link } from './link.ts';
import { logBridge } from './log-bridge.ts';

/** A Kafka cluster. Nothing connects before its first use. */
export interface KafkaClient {
  readonly limits: KafkaLimits;
  /** Connections of one's own. */
  link(): Link;
  /** Lends kafkajs's admin to some work; what it throws is thrown as our own error, saying `what` was tried. */
  administered<T>(what: string, work: (admin: Admin) => Promise<T>): Promise<T>;
  /** Asks the cluster who it is; throws an InfrastructureError that says why it cannot be asked. */
  health(): Promise<KafkaHealth>;
  /** Ends every connection; links end with it. */
  close(): Promise<void>;
}

export interface KafkaHealth {
  readonly clusterId: string;
  readonly brokers: number;
}

/** Of kafkajs's admin, which waits longer each time: some ten seconds. */
const ADMIN_RETRIES = 6;

export function openKafka(
  settings: KafkaSettings,
  { log = silentLog, limits: given }: { readonly log?: Log; readonly limits?: Partial<KafkaLimits> } = {},
): KafkaClient {
  const limits = { ...defaultKafkaLimits, ...given };
  const links = new Set<Link>();
  let opens = 0;
  /** The brokers that are known from the start, another one first each time: the first is asked, and may be the one that is away. */
  function brokersInTurn(): string[] {
    const first = opens % settings.brokers.length;
    opens += 1;
    return [...settings.brokers.slice(first), ...settings.brokers.slice(0, first)];
  }

  function link(): Link {
    const opened = openLink(() => {
      const sockets = new Set<Socket>();
      const config = configOf(settings, limits, log, keeping(sockets));
      const kafka = new Kafka({ ...config, brokers: brokersInTurn() });
      const options = {
        metadataMaxAge: limits.metadataAgeMs,
        allowAutoTopicCreation: false,
        isolationLevel: 1,
      } as const;
      return { cluster: clusterOf(kafka, options), sockets };
    }, limits.retryForMs);
    const tracked = { ...opened, close: () => opened.close().finally(() => links.delete(tracked)) };
    links.add(tracked);
    return tracked;
  }

  async function administered<T>(what: string, work: (admin: Admin) => Promise<T>): Promise<T> {
    const config = { ...configOf(settings, limits, log, keeping(new Set())), brokers: brokersInTurn() };
    const admin = new Kafka({ ...config, retry: { ...config.retry, retries: ADMIN_RETRIES } }).admin();
    try {
      await admin.connect();
      return await work(admin);
    } catch (error) {
      throw kafkaFailure(what, error);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  return {
    limits,
    link,
    administered,
    health: () =>
      administered('asking who it is', async (admin) => {
        const { clusterId, brokers } = await admin.describeCluster();
        return { clusterId, brokers: brokers.length };
      }),
    close: async () => void (await Promise.all([...links].map((opened) => opened.close()))),
  };
}

const configOf = (
  { brokers, clientId = 'dataforge', tls, sasl }: KafkaSettings,
  limits: KafkaLimits,
  log: Log,
  socketFactory: ISocketFactory,
): KafkaConfig => ({
  brokers: [...brokers],
  clientId,
  ...(tls && { ssl: { ...tls } }),
  ...(sasl && { sasl: saslOptions(sasl) }),
  connectionTimeout: limits.connectTimeoutMs,
  authenticationTimeout: limits.requestTimeoutMs,
  requestTimeout: limits.requestTimeoutMs,
  // Whoever asks tries again, and knows for how long.
  retry: { retries: 0, initialRetryTime: 100, maxRetryTime: 2_000 },
  logLevel: logLevel.WARN,
  logCreator: logBridge(log),
  socketFactory,
});

/** kafkajs keeps what it makes of the options in them, so each user gets their own. */
const saslOptions = (sasl: KafkaSasl): SASLOptions =>
  sasl.mechanism === 'oauthbearer'
    ? {
        mechanism: sasl.mechanism,
        oauthBearerProvider: async () => ({ value: (await sasl.tokens()).value }),
      }
    : { ...sasl };

/** Makes sockets as kafkajs does, and keeps those that are open in a set. */
const keeping =
  (sockets: Set<Socket>): ISocketFactory =>
  ({ host, port, ssl, onConnect }) => {
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
      : connectPlain({ host, port, noDelay: true }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };

const KEEP_ALIVE_MS = 60_000;
