import type { Certificate } from './certificate.ts';
import type { KafkaPorts, KafkaSettings } from './kafka-settings.ts';

/** The configuration of a broker that is its own quorum, as the lines of a properties file. */
export function brokerProperties(
  settings: KafkaSettings,
  ports: KafkaPorts,
  dataDir: string,
  certificate: Certificate | undefined,
): string {
  const { nodeId = 1, brokers = 1, controllerPort = ports.controller } = settings.member ?? {};
  const properties = {
    ...common,
    ...internalTopics(brokers),
    'process.roles': nodeId === 1 ? 'broker,controller' : 'broker',
    'node.id': String(nodeId),
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    ...listenersOf(settings, ports),
    ...(certificate && securedProperties(certificate)),
    'log.dirs': dataDir,
    ...settings.properties,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

const common = {
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'PLAINTEXT',
  // Its only purpose is to wait for other members of a group that starts, and here there are few.
  'group.initial.rebalance.delay.ms': '0',
  // A mistyped topic is to be an error.
  'auto.create.topics.enable': 'false',
  'log.cleaner.dedupe.buffer.size': '16777216',
};

/** Brokers on one machine: every one of them has a copy, and there are few partitions. */
const internalTopics = (brokers: number): Record<string, string> => ({
  'offsets.topic.replication.factor': String(brokers),
  'offsets.topic.num.partitions': '4',
  'transaction.state.log.replication.factor': String(brokers),
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '4',
  'share.coordinator.state.topic.replication.factor': String(brokers),
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
});

function listenersOf(
  { secured, advertisedPort, member }: KafkaSettings,
  ports: KafkaPorts,
): Record<string, string> {
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  const plain = at('PLAINTEXT', ports.plain);
  const sasl = secured ? [at('SASL_SSL', ports.secured)] : [];
  const controller = (member?.nodeId ?? 1) === 1 ? [at('CONTROLLER', ports.controller)] : [];
  const advertised = at('PLAINTEXT', advertisedPort ?? ports.plain);
  return {
    listeners: [plain, ...controller, ...sasl].join(),
    'advertised.listeners': [advertised, ...sasl].join(),
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
  };
}

function securedProperties({ keyStore, trustStore, password }: Certificate): Record<string, string> {
  const security = 'org.apache.kafka.common.security';
  return {
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512,OAUTHBEARER',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': `${security}.scram.ScramLoginModule required;`,
    'listener.name.sasl_ssl.oauthbearer.sasl.jaas.config': `${security}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    'ssl.keystore.location': keyStore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': password,
    'ssl.key.password': password,
    'ssl.truststore.location': trustStore,
    'ssl.truststore.type': 'PKCS12',
    'ssl.truststore.password': password,
  };
}
