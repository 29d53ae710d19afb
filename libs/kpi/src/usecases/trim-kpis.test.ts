import { DAY_MS } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryKpiStore } from '../adapters/memory/index.ts';
import { kpiPoint } from '../testing/points.ts';
import { trimKpis } from './trim-kpis.ts';

it('trimming forgets what each KPI no longer keeps', async () => {
  const store = memoryKpiStore();
  await store.upsert(
    ['short', 'long'].flatMap((kpi) =>
      [0, 5 * DAY_MS, 9 * DAY_MS].map((bucket) => kpiPoint(bucket, 1, { kpi })),
    ),
  );
  const clock = simulatedClock(10 * DAY_MS);

  await trimKpis(
    { store, clock },
    {
      kpis: [
        { id: 'short', keepDays: 5 },
        { id: 'long', keepDays: 10 },
      ],
    },
  )();

  expect((await store.series('short', 0, 1e15, 9)).map(({ bucket }) => bucket)).toEqual([
    5 * DAY_MS,
    9 * DAY_MS,
  ]);
  expect(await store.series('long', 0, 1e15, 9)).toHaveLength(3);
});
