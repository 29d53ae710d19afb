import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { projectFile } from '../folders.ts';
import { freePorts, isTaken } from '../ports.ts';
import { runCommand } from '../run-command.ts';
import { logsOf, type ServerPlan } from '../server-process.ts';
import { brokerProperties } from './broker-properties.ts';
import { certificateIn } from './certificate.ts';
import { kafkaClassPath } from './install-kafka.ts';
import type { KafkaPorts, KafkaSettings } from './kafka-settings.ts';

export interface KafkaPlan extends ServerPlan {
  readonly ports: KafkaPorts;
  /** What clients of the secured listener are to trust, PEM; empty without one. */
  readonly certificate: string;
}

const HEAP_MB = 512;
const QUICK = '-XX:TieredStopAtLevel=1';

/** Installs Kafka if it is not, and prepares the broker's folder. */
export async function planKafka(settings: KafkaSettings, say?: (line: string) => void): Promise<KafkaPlan> {
  const { dir, secured, heapMb = HEAP_MB, shortLived = false } = settings;
  const classPath = await kafkaClassPath(say);
  const ports = await portsFor(settings);
  const certificate = secured ? await certificateIn(join(dir, 'certificate')) : undefined;
  const [dataDir, properties] = [join(dir, 'data'), join(dir, 'server.properties')];
  mkdirSync(logsOf(dir), { recursive: true });
  writeFileSync(properties, brokerProperties(settings, ports, dataDir, certificate), { mode: 0o600 });
  const logging = [
    `-Dstack.logs=${logsOf(dir)}`,
    `-Dlog4j2.configurationFile=${projectFile('kafka', 'log4j2.properties')}`,
  ];
  const program = (name: string) => ['-XX:+UseSerialGC', '-cp', classPath, ...logging, name];
  await format([QUICK, ...program('kafka.tools.StorageTool')], dataDir, properties, settings);
  const clusterId = clusterIn(dataDir);
  return {
    name: 'Kafka',
    dir,
    ports,
    certificate: certificate?.pem ?? '',
    command: 'java',
    args: [
      ...[`-Xmx${heapMb}m`, '-XX:+ExitOnOutOfMemoryError'],
      ...(shortLived ? [QUICK] : []),
      ...program('kafka.Kafka'),
      properties,
    ],
    isReady: () => answersAs(clusterId, ports.plain, settings.member?.brokers ?? 1),
  };
}

async function portsFor({ port, controllerPort, secured }: KafkaSettings): Promise<KafkaPorts> {
  const [plain, controller, sasl] = (await freePorts(3)) as [number, number, number];
  return { plain: port ?? plain, controller: controllerPort ?? controller, secured: secured?.port ?? sasl };
}

/** Gives an empty data folder its cluster's id, and the cluster its accounts. */
async function format(
  tool: readonly string[],
  dataDir: string,
  properties: string,
  { secured, member }: KafkaSettings,
): Promise<void> {
  if (existsSync(join(dataDir, 'meta.properties'))) return;
  const scram = (secured?.accounts ?? []).flatMap(({ name, password }) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const id = member?.clusterId ?? newClusterId();
  const ran = await runCommand('java', [
    ...tool,
    'format',
    '--cluster-id',
    id,
    '--config',
    properties,
    ...scram,
  ]);
  if (!ran.ok) throw new Error(`Kafka's storage could not be prepared in ${dataDir}:\n${ran.output}`);
}

export const newClusterId = (): string => randomBytes(16).toString('base64url').replace(/^-/, 'A');

function clusterIn(dataDir: string): string {
  const id = /^cluster\.id=(.+)$/m.exec(readFileSync(join(dataDir, 'meta.properties'), 'utf8'))?.[1];
  if (id === undefined) throw new Error(`${dataDir}/meta.properties names no cluster`);
  return id.replaceAll('\\', '');
}

/** Whether a broker is up at the port, and it is of this cluster, of which as many are up. */
async function answersAs(clusterId: string, port: number, brokers: number): Promise<boolean> {
  if (!(await isTaken(port))) return false;
  const kafka = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    return cluster.clusterId === clusterId && cluster.brokers.length >= brokers;
  } catch {
    return false;
  } finally {
    await admin.disconnect();
  }
}
