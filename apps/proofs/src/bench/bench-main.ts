import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '@dataforge/kernel';
import { freePort, START, startServer, tokenFor, workspaceRoot, type Server } from '@dataforge/program';
import { percentiles } from '../freshness.ts';
import { proofSettings } from '../proof-settings.ts';
import { steadyLoad } from '../steady-load.ts';
import { benchAnomalies } from './anomalies/bench-anomalies.ts';
import { fillDatabase, type Filling } from './fill-database.ts';
import { startFloor } from './floor.ts';
import { BATCH, IN_FLIGHT, measureRate } from './measure-rate.ts';
import { reportTo, tableTo, type Report } from './report.ts';
import { benchStack, type StackBench } from './stack/bench-stack.ts';

/** Events per second. */
const RATES = [2_000, 20_000, 30_000];

interface Size {
  /** For each rate, and for the floor. */
  readonly seconds: number;
  readonly floorSeconds: number;
  readonly filling: Filling;
}

const FULL: Size = { seconds: 600, floorSeconds: 60, filling: { hot: 5_000_000, older: 20_000_000 } };
const QUICK: Size = { seconds: 60, floorSeconds: 20, filling: { hot: 500_000, older: 2_000_000 } };

const words = ({ seconds, floorSeconds, filling }: Size): string =>
  `${seconds} s a rate, ${floorSeconds} s for the floor; filled with ${filling.hot.toLocaleString('en')} rows in the current hour and ${filling.older.toLocaleString('en')} in the three days before`;

const EVENTS = 1_000_000;

const USAGE = `usage: npm run bench -- [anomalies] [--quick] [--json]
       npm run bench -- --profile server|stack [--events <number>] [--json]

Offers ${RATES.map((rate) => rate.toLocaleString('en')).join(', ')} events/s in batches of ${BATCH} to the real process, from an empty and from a filled database.

  --quick  ${words(QUICK)}
           (else ${words(FULL)})
  --json   each result as a line of JSON

With a profile: the server on Kafka and AWS's APIs over a topic that holds ${EVENTS.toLocaleString('en')} events, or as many as are
said, beside other programs and clients that read the same; it needs what the stack needs.

With anomalies: the detector beside a fixed threshold and a rolling z-score, on recorded and on synthetic series; it has one size.
`;

async function benchFloor(seconds: number, report: Report): Promise<void> {
  const floor = await startFloor(Number(await freePort()));
  const load = { rate: 200_000, seconds, batch: BATCH, inFlight: IN_FLIGHT };
  const result = await steadyLoad({ url: floor.url, token: 'none' }, load);
  const accept = percentiles(result.acceptMs);
  report('floor: append and fsync only, as fast as the client goes', {
    'accepted events/s': result.acknowledged / result.seconds,
    'accept p50 ms': accept.p50,
    'accept p99 ms': accept.p99,
  });
  await floor.close();
}

async function benchServer(
  name: string,
  { seconds, filling }: Pick<Size, 'seconds'> & { readonly filling?: Filling },
  report: Report,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-bench-'));
  let server: Server | undefined;
  try {
    const settings = await proofSettings(folder);
    if (filling) {
      await (await startServer(settings, START)).end('SIGTERM');
      await fillDatabase(settings.DATAFORGE_DATA_DIR, filling);
    }
    server = await startServer(settings, START);
    const token = await tokenFor(settings, 'admin');
    for (const rate of RATES)
      report(`${name}, ${rate}/s`, await measureRate(server, token, { rate, seconds }));
    await server.end('SIGTERM');
  } finally {
    await server?.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Options {
  readonly anomalies: boolean;
  readonly stack?: StackBench | undefined;
  readonly quick: boolean;
  readonly json: boolean;
}

function readOptions(): Options {
  try {
    const options = {
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
      profile: { type: 'string' },
      events: { type: 'string' },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { quick = false, json = false } = values;
    const stack = stackOf(values.profile, values.events);
    if (stack && (quick || positionals.length > 0))
      throw new Error(
        'A profile has its own bench: leave out what is beside it, and say --events for its size.',
      );
    const anomalies = positionals.length > 0;
    if (anomalies && positionals.join(' ') !== 'anomalies')
      throw new Error(`There is no bench ${positionals.join(' ')}.`);
    if (anomalies && quick) throw new Error('The bench anomalies has one size: leave out --quick.');
    return { anomalies, stack, quick, json };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function stackOf(profile: string | undefined, events = String(EVENTS)): StackBench | undefined {
  if (profile === undefined) return undefined;
  if (profile !== 'server' && profile !== 'stack')
    throw new Error(`There is no bench of the profile ${profile}: say server or stack.`);
  if (!/^[1-9]\d{3,8}$/.test(events)) throw new Error('--events is a whole number from 1000 on.');
  return { profile, events: Number(events) };
}

async function benchPipeline(size: Size, json: boolean): Promise<void> {
  const report = reportTo(write, json);
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  if (json) write(`${JSON.stringify({ machine, batch: BATCH, ...size })}\n`);
  else write(`${machine}; ${words(size)}; batches of ${BATCH}; the client is on the same machine\n`);
  await benchFloor(size.floorSeconds, report);
  await benchServer('from an empty database', { seconds: size.seconds }, report);
  await benchServer('from a filled database', size, report);
}

const write = (text: string) => void process.stdout.write(text);
const { anomalies, stack, quick, json } = readOptions();
const say = (line: string) => void process.stderr.write(`${line}\n`);
if (stack) await benchStack(workspaceRoot, stack, tableTo(write, json), say);
else if (anomalies) benchAnomalies(workspaceRoot, tableTo(write, json));
else await benchPipeline(quick ? QUICK : FULL, json);
process.exit(0);
