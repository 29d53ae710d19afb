import { DAY_MS } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryAlertStore } from '../adapters/memory/index.ts';
import { alertOf } from '../testing/alerts.ts';
import { trimAlerts } from './trim-alerts.ts';

const NOW = 1_800_000_000_000;

async function trimmed(alerts: readonly ReturnType<typeof alertOf>[]): Promise<readonly string[]> {
  const store = memoryAlertStore();
  for (const alert of alerts) await store.change(alert.id, () => alert);
  await trimAlerts({ store, clock: simulatedClock(NOW) })();
  return (await store.all()).map(({ id }) => id);
}

const resolved = (id: string, resolvedAt: number, since = resolvedAt) =>
  alertOf({ id, since, state: 'resolved', resolvedAt });

describe('trimming alerts', () => {
  it('forgets what was resolved more than thirty days ago, and nothing that is not', async () => {
    const old = { since: NOW - 90 * DAY_MS };
    expect(
      await trimmed([
        alertOf({ id: 'open', ...old }),
        alertOf({ id: 'acknowledged', state: 'acknowledged', ...old }),
        resolved('old', NOW - 30 * DAY_MS - 1),
        resolved('young', NOW - 30 * DAY_MS, NOW - 90 * DAY_MS),
      ]),
    ).toEqual(['open', 'acknowledged', 'young']);
  });

  it('keeps the newest thousand of those that are resolved', async () => {
    const many = Array.from({ length: 1_003 }, (_, i) => resolved(`r${i}`, NOW - 10_000 + i));
    const kept = await trimmed([alertOf({ id: 'open', since: 1 }), ...many]);
    expect([kept.length, kept.includes('open'), kept.includes('r2'), kept.includes('r3')]).toEqual([
      1_001,
      true,
      false,
      true,
    ]);
  });
});
