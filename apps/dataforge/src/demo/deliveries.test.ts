import { parseRfc3339, type JsonObject } from '@dataforge/kernel';
import { PROVIDERS } from '@dataforge/webhooks';
import { deliveryBody, lagOf, readExamples } from './deliveries.ts';
import { newestTime } from './move-times.ts';

const NOW = Date.UTC(2026, 10, 23, 14);

describe("the demo's deliveries", () => {
  it('tell of what happened a moment ago, and of nothing yet to come', async () => {
    const examples = await readExamples();
    const bodies = examples.map((example, count) => deliveryBody(example, count, NOW));

    const lags = bodies.flatMap((body, count) => {
      const payload = JSON.parse(body) as JsonObject;
      expect(newestTime(payload) ?? NOW).toBeLessThanOrEqual(NOW);
      const headers = { 'x-github-event': examples[count]?.event ?? '' };
      const told = PROVIDERS.get('github')?.describe(
        { headers, body: Buffer.from(body) },
        payload,
      ).occurredAt;
      return told === undefined ? [] : [[NOW - (parseRfc3339(told) as number), lagOf(count)]];
    });

    expect(lags.length).toBeGreaterThan(examples.length / 2);
    expect(lags.map(([lag]) => lag)).toEqual(lags.map(([, meant]) => meant));
  });

  it('are on their way for seconds, some for minutes, and on average far from the limit of their KPI', () => {
    const lags = Array.from({ length: 5_000 }, (_, count) => lagOf(count));
    const late = lags.filter((lag) => lag >= 60_000);

    expect(Math.min(...lags)).toBeGreaterThan(0);
    expect(late.length / lags.length).toBeCloseTo(1 / 41, 2);
    expect(Math.max(...lags)).toBeLessThanOrEqual(600_000);
    expect(lags.filter((lag) => lag > 5_000)).toEqual(late);
    expect(lags.reduce((sum, lag) => sum + lag, 0) / lags.length).toBeLessThan(20_000);
  });

  it('are the same for the same, so that a repeat is the same delivery', async () => {
    const [example] = await readExamples();

    expect(example && deliveryBody(example, 7, NOW)).toBe(example && deliveryBody(example, 7, NOW));
  });
});
