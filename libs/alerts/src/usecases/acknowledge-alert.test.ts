import { emitter } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryAlertStore } from '../adapters/memory/index.ts';
import type { Alert } from '../domain/alert.ts';
import { alertOf } from '../testing/alerts.ts';
import { acknowledgeAlert } from './acknowledge-alert.ts';

const T0 = 1_800_000_000_000;

async function setup(alert: Alert) {
  const store = memoryAlertStore();
  await store.change(alert.id, () => alert);
  const clock = simulatedClock(T0);
  const feed = emitter<readonly Alert[]>();
  const told: (readonly Alert[])[] = [];
  const stop = feed.on((alerts) => told.push(alerts));
  return { store, clock, told, stop, acknowledge: acknowledgeAlert({ store, clock, feed }) };
}

describe('acknowledging an alert', () => {
  it('notes who looks after it and since when, and tells', async () => {
    const open = alertOf();
    const { store, told, acknowledge } = await setup(open);

    const result = await acknowledge(open.id, 'ada');

    const alert = {
      ...open,
      state: 'acknowledged',
      acknowledgedBy: 'ada',
      acknowledgedAt: T0,
      updatedAt: T0,
    };
    expect(result).toEqual({ ok: true, value: alert });
    expect(await store.get(open.id)).toEqual(alert);
    expect(told).toEqual([[alert]]);
  });

  it('keeps whoever did so first, and tells nobody twice', async () => {
    const open = alertOf();
    const { clock, told, acknowledge } = await setup(open);
    await acknowledge(open.id, 'ada');
    await clock.advance(1_000);

    expect(await acknowledge(open.id, 'ben')).toMatchObject({
      ok: true,
      value: { acknowledgedBy: 'ada', acknowledgedAt: T0 },
    });
    expect(told).toHaveLength(1);
  });

  it('tells nobody who has stopped listening', async () => {
    const { told, stop, acknowledge } = await setup(alertOf());
    stop();
    await acknowledge(alertOf().id, 'ada');
    expect(told).toEqual([]);
  });

  it('refuses an alert that is over, and one that never was', async () => {
    const { acknowledge } = await setup(alertOf({ state: 'resolved', resolvedAt: 1 }));

    expect(await acknowledge(alertOf().id, 'ada')).toMatchObject({ ok: false, error: { kind: 'resolved' } });
    expect(await acknowledge('nope', 'ada')).toMatchObject({ ok: false, error: { kind: 'unknown-alert' } });
  });
});
