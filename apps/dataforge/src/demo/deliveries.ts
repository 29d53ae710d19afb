import { isJsonObject, parseRfc3339, type JsonObject } from '@dataforge/kernel';
import { PROVIDERS } from '@dataforge/webhooks';
import { moveTimes, newestTime } from './move-times.ts';

/** One of GitHub's example payloads. */
export interface Example {
  readonly event: string;
  readonly payload: JsonObject;
}

export async function readExamples(): Promise<readonly Example[]> {
  // Its types describe a module with a default export; it is JSON.
  const { default: all } = (await import('@octokit/webhooks-examples', {
    with: { type: 'json' },
  })) as unknown as { default: readonly { name: string; examples: readonly unknown[] }[] };
  return all.flatMap(({ name, examples }) =>
    examples.filter(isJsonObject).map((payload) => ({ event: name, payload })),
  );
}

/** An example as it would come at `time` (ms), the demo's delivery number `count`: the same for the same. */
export function deliveryBody({ event, payload }: Example, count: number, time: number): string {
  const happened = occurredAt(event, payload) ?? newestTime(payload) ?? time;
  return JSON.stringify(moveTimes(payload, { from: happened, to: time - lagOf(count), last: time }));
}

/** When what the payload tells of happened, ms, as the product itself reads it. */
function occurredAt(event: string, payload: JsonObject): number | undefined {
  const headers = { 'x-github-event': event };
  const told = PROVIDERS.get('github')?.describe({ headers, body: new Uint8Array() }, payload).occurredAt;
  return told === undefined ? undefined : parseRfc3339(told);
}

const LEAST_LAG_MS = 300;
const USUAL_LAG_MS = 4_000;
/** One in so many comes only when the provider tries again. */
const LATE_EVERY = 41;
const LEAST_LATE_MS = 60_000;
const MOST_LATE_MS = 600_000;

/** How long a delivery was on its way, ms: mostly a second or two, and now and then minutes. */
export function lagOf(count: number): number {
  const share = scattered(count);
  if (count % LATE_EVERY === LATE_EVERY - 1)
    return Math.round(LEAST_LATE_MS + share * (MOST_LATE_MS - LEAST_LATE_MS));
  return Math.round(LEAST_LAG_MS + share ** 3 * USUAL_LAG_MS);
}

/** Numbers that follow each other, spread over [0, 1): Knuth's multiplicative hash. */
const scattered = (count: number): number => ((count * 2_654_435_761) % 2 ** 32) / 2 ** 32;
