import { simulatedClock } from '@dataforge/testkit';
import { memoryKpiStore } from '../adapters/memory/index.ts';
import { kpiDefinition } from '../testing/definitions.ts';
import { kpiPoint } from '../testing/points.ts';
import { recentKpis } from './recent-kpis.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 23, 14);
const kpis = [kpiDefinition(), kpiDefinition({ id: 'telemetry.silent' })];

describe('the recent points of KPIs', () => {
  it('are the newest that are there, beside the current value and what it is counted from', async () => {
    const store = memoryKpiStore();
    await store.upsert([
      kpiPoint(T0, 4, { watermark: T0 + MINUTE, corrections: 1 }),
      kpiPoint(T0 + 2 * MINUTE, 6, { watermark: T0 + MINUTE, appendedAt: T0 + 130_000 }),
    ]);

    const recent = await recentKpis({ store, clock: simulatedClock(T0 + 3 * MINUTE) }, { kpis })();

    expect(recent).toMatchObject([
      {
        definition: { id: 'telemetry.readings' },
        current: { value: 6, time: T0 + 2 * MINUTE },
        appendedAt: T0 + 130_000,
        points: [
          { time: T0, value: 4, corrected: true, partial: false },
          { time: T0 + 2 * MINUTE, value: 6, corrected: false, partial: true },
        ],
      },
      { definition: { id: 'telemetry.silent' }, current: { value: null }, appendedAt: null, points: [] },
    ]);
  });

  it('go back an hour of minutes and no further', async () => {
    const store = memoryKpiStore();
    await store.upsert(Array.from({ length: 90 }, (_, n) => kpiPoint(T0 + n * MINUTE, n)));

    const [recent] = await recentKpis({ store, clock: simulatedClock(T0 + 90 * MINUTE) }, { kpis })();

    expect(recent?.points.map(({ value }) => value)).toEqual(Array.from({ length: 61 }, (_, n) => n + 29));
  });
});
