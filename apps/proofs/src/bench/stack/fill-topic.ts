import { CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs';

export interface Filled {
  /** Messages in the topic. */
  readonly messages: number;
  /** Valid and distinct among them. */
  readonly readings: number;
  /** Of a device, a metric and a minute. */
  readonly rows: number;
  readonly invalid: number;
  readonly bytes: number;
}

const PARTITIONS = 4;
const DEVICES = 200;
const METRICS = [
  ['temperature', 'Cel'],
  ['pressure', 'bar'],
  ['current', 'A'],
] as const;
const BATCH = 2_000;
const HOUR_MS = 3_600_000;
/** One of so many is sent again later, one has a unit that the contract does not know. */
const [AGAIN, INVALID] = [50, 100];
const LATER = 1_000;

/**
 * Makes a topic as the server would and fills it with readings of the hour before, as a producer that knows Kafka alone. What must
 * come of them is counted here.
 */
export async function fillTopic(broker: string, topic: string, messages: number): Promise<Filled> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      {
        topic,
        numPartitions: PARTITIONS,
        configEntries: [
          { name: 'compression.type', value: 'gzip' },
          { name: 'message.timestamp.type', value: 'LogAppendTime' },
        ],
      },
    ],
  });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const end = Date.now();
  const [rows, found] = [new Set<string>(), { readings: 0, invalid: 0, bytes: 0 }];
  for (let sent = 0; sent < messages; sent += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, messages - sent) }, (_, at) => {
      const n = sent + at;
      const isCopy = n % AGAIN === AGAIN - 1 && n >= LATER;
      const made = readingAt(isCopy ? n - LATER + 1 : n, messages, end);
      found.bytes += made.value.length;
      if (made.row === undefined) found.invalid += 1;
      else if (!isCopy) {
        found.readings += 1;
        rows.add(made.row);
      }
      return made;
    });
    await producer.send({ topic, acks: -1, compression: CompressionTypes.GZIP, messages: batch });
  }
  await producer.disconnect();
  return { messages, rows: rows.size, ...found };
}

const HEADERS = { 'content-type': 'application/cloudevents+json' };

/** The message of a number; without a row where it breaks the contract. */
function readingAt(n: number, of: number, end: number) {
  const device = `device-${n % DEVICES}`;
  const [metric, known] = METRICS[Math.floor(n / DEVICES) % METRICS.length] as (typeof METRICS)[number];
  const isInvalid = n % INVALID === 0;
  const time = new Date(end - Math.floor(((of - n) / of) * HOUR_MS)).toISOString();
  return {
    row: isInvalid ? undefined : `${device} ${metric} ${time.slice(0, 16)}`,
    ...message(n, 'fill', device, metric, isInvalid ? 'furlong' : known, time),
  };
}

/** Readings that are made now, for a steady stream. */
export function freshReading(n: number) {
  const device = `device-${n % DEVICES}`;
  return message(n, 'fresh', device, METRICS[0][0], METRICS[0][1], new Date().toISOString());
}

function message(n: number, run: string, device: string, metric: string, unit: string, time: string) {
  const source = `/plants/north/gateways/${Number(device.slice('device-'.length)) % 50}`;
  const value = ((n * 7_919) % 1_000) / 10;
  const text = `{"specversion":"1.0","type":"com.dataforge.telemetry.reading.v1","source":"${source}","id":"${run}-${String(n).padStart(12, '0')}","subject":"${device}","time":"${time}","datacontenttype":"application/json","data":{"deviceId":"${device}","metric":"${metric}","value":${value},"unit":"${unit}","quality":"good"}}`;
  return { key: source, headers: HEADERS, value: text };
}
