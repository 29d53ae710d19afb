import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, startMinistack } from '@dataforge/stack';
import { proofSettings } from '../../proof-settings.ts';
import type { Row } from '../report.ts';
import { fillTopic, type Filled } from './fill-topic.ts';
import { importTimes } from './import-times.ts';
import { measureClients } from './measure-clients.ts';
import { measureConnect, type Landed } from './measure-connect.ts';
import { measureServer, type ServerOutcome } from './measure-server.ts';
import { otherPrograms, OTHERS, runOther, type Outcome } from './other-programs.ts';

export type BenchProfile = 'server' | 'stack';

export interface StackBench {
  readonly profile: BenchProfile;
  /** That the topic is filled with. */
  readonly events: number;
}

type Table = (title: string, rows: readonly Row[]) => void;

const TOPIC = 'telemetry.readings';
/** Ended long before it wears the broker's disk. */
const PRODUCED = 200_000;
const STEADY = { rate: 2_000, seconds: 30 };

/**
 * The server on Kafka beside what one would take instead: each reads the same topic, filled before, to its end, one after another on
 * this machine, and what came out is held against what went in. Then Kafka's clients, and what Lambdas take to be imported.
 */
export async function benchStack(
  workspace: string,
  { profile, events }: StackBench,
  table: Table,
  say: (line: string) => void,
): Promise<void> {
  const python = await otherPrograms(workspace, say);
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-bench-stack-'));
  const [kafka, ministack] = await Promise.all([
    startKafka({ dir: join(folder, 'kafka'), shortLived: false }),
    startMinistack({ dir: join(folder, 'aws') }),
  ]);
  try {
    const { broker } = kafka;
    const place = { broker, topic: TOPIC };
    const filled = await fillTopic(broker, TOPIC, events);
    say(
      `${TOPIC}: ${events} events of ${Math.round(filled.bytes / events)} B, ${filled.readings} valid and distinct, ${filled.rows} rows`,
    );
    // First, while the topic holds nothing else.
    const others: (readonly [string, Outcome])[] = [];
    for (const [name, file] of Object.entries(OTHERS)) {
      say(`${name} reads it`);
      others.push([name, await runOther({ workspace, python }, file, { ...place, messages: events })]);
    }
    say('Kafka Connect lands it');
    const connect = await measureConnect(workspace, { ...place, messages: events });
    say('the clients read it');
    const clients = await measureClients({ ...place, messages: events }, PRODUCED);
    say('the server reads it');
    const settings = {
      ...(await proofSettings(folder)),
      DATAFORGE_PROFILE: profile,
      DATAFORGE_ENGINE: 'duckdb',
      DATAFORGE_KAFKA_BROKERS: broker,
      DATAFORGE_AWS_REGION: 'us-east-1',
      DATAFORGE_AWS_ENDPOINT: ministack.endpoint,
      DATAFORGE_AWS_BUCKET: 'landing',
    };
    const ours = await measureServer(settings, place, STEADY);
    const named = [[`DataForge, profile ${profile}`, ours] as const, ...others];
    table(
      `Kafka to rows of a device, metric and minute: ${events} events`,
      named.map(([name, outcome]) => rowOf(name, outcome, ours, filled)),
    );
    table(`Kafka to landing, raw: ${events} events`, landings(profile, ours, connect, events));
    table('What it does besides', [besides(ours)]);
    table(
      `Clients: ${events} read, ${PRODUCED} written, 500 a call`,
      clients.map((rate) => ({
        client: rate.client,
        'read/s': Math.round(rate.consume),
        'of ours': ratio(rate.consume, clients[0]?.consume),
        'written/s': Math.round(rate.produce),
        'of ours ': ratio(rate.produce, clients[0]?.produce),
      })),
    );
  } finally {
    await Promise.all([kafka.kill(), ministack.kill()]);
    rmSync(folder, { recursive: true, force: true });
  }
  table(
    'Import of a Lambda, median of 15 processes',
    importTimes(workspace).map(({ name, kib, ms, refused }) => ({
      Lambda: name,
      KiB: Math.round(kib),
      ms: Math.round(ms),
      settings: refused ? 'refused' : 'taken',
    })),
  );
}

const ratio = (one: number, other = Number.NaN): string => (one / other).toFixed(2);

const rowOf = (name: string, outcome: Outcome, ours: Outcome, filled: Filled): Row => ({
  program: name,
  seconds: Math.round(outcome.seconds),
  'events/s': Math.round(filled.messages / outcome.seconds),
  'of ours': ratio(ours.seconds, outcome.seconds),
  'CPU s': Math.round(outcome.cpuSeconds),
  'events/CPU s': Math.round(filled.messages / outcome.cpuSeconds),
  'of ours ': ratio(ours.cpuSeconds, outcome.cpuSeconds),
  rows: outcome.rows === filled.rows ? 'right' : `${outcome.rows} of ${filled.rows}`,
  readings: outcome.readings === filled.readings ? 'right' : `${outcome.readings} of ${filled.readings}`,
  'peak RSS MB': Math.round(outcome.peak.rss),
  'of that files MB': Math.round(outcome.peak.files),
});

/** The server has done the rest too when all is landed, so that only Connect's time is landing's alone. */
const landings = (
  profile: BenchProfile,
  ours: ServerOutcome,
  connect: Landed,
  events: number,
): readonly Row[] =>
  [
    { program: `DataForge, profile ${profile}`, ...ours, seconds: ours.landedSeconds, records: ours.landed },
    { program: "Kafka Connect, Iceberg's sink", ...connect },
  ].map(({ program, seconds, cpuSeconds, records, peak }) => ({
    program,
    seconds: Math.round(seconds),
    'events/s': Math.round(events / seconds),
    'of ours': ratio(ours.landedSeconds, seconds),
    'CPU s': Math.round(cpuSeconds),
    records: records === events ? 'right' : `${records} of ${events}`,
    'peak RSS MB': Math.round(peak.rss),
  }));

const besides = ({ freshness, unserved }: ServerOutcome): Row => ({
  [`freshness p50 ms at ${STEADY.rate}/s`]: Math.round(freshness.p50),
  'p99 ms': Math.round(freshness.p99),
  'batches not served': unserved,
});
