import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { freePorts, mavenLibraries } from '@dataforge/stack';
import { cpuSeconds } from '../cpu-seconds.ts';
import { peakMemory, type Memory } from '../peak-memory.ts';

/** What Kafka Connect landed, raw: nothing is judged, and no copy is dropped. */
export interface Landed {
  /** In the table when it was ended. */
  readonly records: number;
  /** From the start of its process until a commit of the table held all of the topic, and what it computed until then. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peak: Memory;
}

const CONTROL_TOPIC = 'control-iceberg';
const TABLE = ['raw', 'readings'] as const;
/** As Kafka's own script starts it. */
const HEAP = ['-Xms256M', '-Xmx2G'];
const COMMIT_MS = 5_000;
const LOOK_MS = 200;
const PATIENCE_MS = 900_000;

/** Runs Kafka Connect with Iceberg's sink until all messages of the topic are in its table; throws with its log if it fails. */
export async function measureConnect(
  workspace: string,
  { broker, topic, messages }: { readonly broker: string; readonly topic: string; readonly messages: number },
): Promise<Landed> {
  const versions = join(workspace, 'apps', 'proofs', 'connect', 'pom.xml');
  const classPath = await mavenLibraries({ name: 'kafka-connect', versions }, 'Kafka Connect');
  await makeControlTopic(broker);
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-bench-connect-'));
  const settings = await writeSettings(folder, broker, topic);
  const begun = Date.now();
  const main = 'org.apache.kafka.connect.cli.ConnectStandalone';
  const child = spawn('java', [...HEAP, '-cp', classPath, main, ...settings], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid = -1 } = child;
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4_000)));
  const exit = once(child, 'exit');
  let isGoing = true;
  const memory = peakMemory(pid, () => isGoing);
  try {
    while (recordsIn(folder) < messages) {
      if (child.exitCode !== null || Date.now() - begun > PATIENCE_MS)
        throw new Error(`Kafka Connect landed ${recordsIn(folder)} of ${messages}:\n${log}`);
      await sleep(LOOK_MS);
    }
    const seconds = (Date.now() - begun) / 1_000;
    const computed = cpuSeconds(pid);
    isGoing = false;
    return { records: recordsIn(folder), seconds, cpuSeconds: computed, peak: await memory };
  } finally {
    isGoing = false;
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its coordinator and its tasks talk there; brokers that make no topics by themselves need it beforehand. */
async function makeControlTopic(broker: string): Promise<void> {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic: CONTROL_TOPIC, numPartitions: 1 }],
  });
  await admin.disconnect();
}

async function writeSettings(folder: string, broker: string, topic: string): Promise<readonly string[]> {
  const [port] = await freePorts(1);
  const plugins = join(folder, 'plugins');
  mkdirSync(plugins);
  const worker = {
    'bootstrap.servers': broker,
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'offset.storage.file.filename': join(folder, 'offsets'),
    // So often tasks hand over what they wrote; once a minute unless it is said, and most of the time would be waiting.
    'offset.flush.interval.ms': String(COMMIT_MS),
    'plugin.path': plugins,
    // What is on the class path is only found by a scan.
    'plugin.discovery': 'only_scan',
    listeners: `http://127.0.0.1:${port}`,
  };
  const sink = {
    name: 'iceberg',
    'connector.class': 'org.apache.iceberg.connect.IcebergSinkConnector',
    'tasks.max': '2',
    topics: topic,
    'consumer.override.auto.offset.reset': 'earliest',
    'iceberg.tables': TABLE.join('.'),
    'iceberg.tables.auto-create-enabled': 'true',
    'iceberg.catalog.type': 'hadoop',
    'iceberg.catalog.warehouse': `file://${folder}`,
    'iceberg.control.topic': CONTROL_TOPIC,
    'iceberg.control.commit.interval-ms': String(COMMIT_MS),
  };
  return Object.entries({ worker, sink }).map(([name, properties]) => {
    const file = join(folder, `${name}.properties`);
    writeFileSync(
      file,
      Object.entries(properties)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    );
    return file;
  });
}

interface TableMetadata {
  readonly snapshots?: readonly { readonly summary: { readonly 'total-records'?: string } }[];
}

/** Records in the newest version of the table; 0 while there is none. */
function recordsIn(folder: string): number {
  const metadata = join(folder, ...TABLE, 'metadata');
  if (!existsSync(metadata)) return 0;
  const versions = readdirSync(metadata).map((name) =>
    Number(/^v(\d+)\.metadata\.json$/.exec(name)?.[1] ?? 0),
  );
  const newest = Math.max(0, ...versions);
  if (newest === 0) return 0;
  const { snapshots = [] } = JSON.parse(
    readFileSync(join(metadata, `v${newest}.metadata.json`), 'utf8'),
  ) as TableMetadata;
  return Number(snapshots.at(-1)?.summary['total-records'] ?? 0);
}
