import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product, Products } from '@dataforge/products';
import { workspaceRoot } from '@dataforge/program';
import type { CrashSize } from './crash-proof.ts';
import { drift, type DriftSize } from './drift.ts';
import type { ProofReport } from './proof-report.ts';
import { seedsUpTo, simulateSeeds } from './simulation/simulate-seeds.ts';
import { onServer, onStack } from './stack/disturbances.ts';
import { stackCrash, type StackCrashSize } from './stack/stack-crash.ts';
import { telemetryCrash } from './telemetry-crash.ts';
import { webhooksCrash } from './webhooks-crash.ts';

/** The sizes of a proof differ in numbers only. */
export type Size = 'full' | 'reduced';

export interface Proof {
  readonly name: string;
  readonly claim: string;
  /** It needs what a broker and an endpoint with AWS's APIs need. */
  readonly onStack?: true;
  run(size: Size): Promise<ProofReport>;
  /** Repeats what one seed decided, where the seed decides everything. */
  replay?(seed: number): Promise<ProofReport>;
}

/** The products as the server was built with them. */
function productNamed(name: string): Product {
  const file = join(workspaceRoot, 'dist', 'products.json');
  const { products } = JSON.parse(readFileSync(file, 'utf8')) as Products;
  const product = products.find((candidate) => candidate.name === name);
  if (!product) throw new Error(`${file} has no product ${name}`);
  return product;
}

const TELEMETRY: Record<Size, CrashSize> = {
  full: { events: 100_000, kills: 10, seed: 1 },
  reduced: { events: 20_000, kills: 3, seed: 1 },
};

const WEBHOOKS: Record<Size, CrashSize> = {
  full: { events: 100_000, kills: 10, seed: 2 },
  reduced: { events: 5_000, kills: 3, seed: 2 },
};

const STACK: Record<Size, StackCrashSize & { readonly awayMs: number }> = {
  full: { events: 10_000, seed: 3, awayMs: 90_000 },
  // Longer than a member of a group may be silent, which is the longest that the server waits for before it begins anew.
  reduced: { events: 2_500, seed: 3, awayMs: 35_000 },
};

const DRIFT: Record<Size, DriftSize> = {
  full: { rate: 2_000, seconds: 30 * 60, slackMs: { p50: 100, p99: 500 } },
  // Its quarters are seconds, and other tests run beside it.
  reduced: { rate: 1_000, seconds: 20, slackMs: { p50: 2_000, p99: 10_000 } },
};

/** How many seeds from 1 on, beside those that were kept. */
const SIMULATION: Record<Size, number> = { full: 200, reduced: 8 };

export const proofs: readonly Proof[] = [
  {
    name: 'telemetry-crash',
    claim:
      'Telemetry with duplicates, violations, late and conflicting events survives kill -9 exactly once.',
    run: (size) => telemetryCrash(productNamed('telemetry'), TELEMETRY[size]),
  },
  {
    name: 'webhooks-crash',
    claim:
      'Signed deliveries, some of them sent again or under the id of another, survive kill -9 exactly once.',
    run: (size) => webhooksCrash(productNamed('webhooks'), WEBHOOKS[size]),
  },
  {
    name: 'stack-crash',
    claim:
      'On Kafka, S3 and DynamoDB nothing acknowledged is lost or doubled while each of them, and the worker, fails in turn.',
    onStack: true,
    run: (size) => stackCrash(productNamed('telemetry'), 'stack', onStack(STACK[size].awayMs), STACK[size]),
  },
  {
    name: 'server-crash',
    claim: 'On Kafka and S3 the same, while the broker, the endpoint and the worker are killed.',
    onStack: true,
    run: (size) => stackCrash(productNamed('telemetry'), 'server', onServer, STACK[size]),
  },
  {
    name: 'drift',
    claim: 'At a steady rate freshness does not drift.',
    run: (size) => drift(DRIFT[size]),
  },
  {
    name: 'simulation',
    claim:
      'Whatever fails, crashes or overtakes in whatever order, every event has one fate, and all of it is told.',
    run: (size) => simulateSeeds(productNamed('telemetry'), seedsUpTo(SIMULATION[size])),
    replay: (seed) => simulateSeeds(productNamed('telemetry'), [seed]),
  },
];
