import { collect, type MetricSample } from '@dataforge/observability';
import { landingMeters } from './landing-meters.ts';

const quality = (topic: string, lagMs: number) => ({
  topic,
  records: 10,
  bytes: 1_000,
  valid: 7,
  invalid: 2,
  deadLetters: 1,
  lagMs,
});

const named = (samples: readonly MetricSample[]) =>
  Object.fromEntries(
    samples.map(({ metric, labels, value }) => [`${metric.name} ${Object.values(labels).join(' ')}`, value]),
  );

async function read(meters: ReturnType<typeof landingMeters>) {
  return named(
    await collect(meters.sources, (error) => {
      throw error;
    }),
  );
}

describe('the meters of landing', () => {
  it('add up by topic, and show the longest wait since they were read last', async () => {
    const meters = landingMeters();
    for (const lagMs of [300, 1_500, 200]) meters.landed(quality('a', lagMs));
    meters.landed(quality('b', 0));

    expect(await read(meters)).toEqual({
      'dataforge_landed_records_total a': 30,
      'dataforge_landed_records_total b': 10,
      'dataforge_landed_bytes_total a': 3_000,
      'dataforge_landed_bytes_total b': 1_000,
      'dataforge_landed_judged_records_total a valid': 21,
      'dataforge_landed_judged_records_total a invalid': 6,
      'dataforge_landed_judged_records_total a dead-letter': 3,
      'dataforge_landed_judged_records_total b valid': 7,
      'dataforge_landed_judged_records_total b invalid': 2,
      'dataforge_landed_judged_records_total b dead-letter': 1,
      'dataforge_landed_lag_seconds a': 1.5,
      'dataforge_landed_lag_seconds b': 0,
    });
  });

  it('show no wait of before', async () => {
    const meters = landingMeters();
    meters.landed(quality('a', 300));
    await read(meters);

    expect(await read(meters)).not.toHaveProperty('dataforge_landed_lag_seconds a');
  });
});
