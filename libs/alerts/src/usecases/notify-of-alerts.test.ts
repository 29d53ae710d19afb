import { DAY_MS, InfrastructureError, silentLog } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryAlertNotifier, memoryAlertStore, memoryToldNotices } from '../adapters/memory/index.ts';
import type { Alert } from '../domain/alert.ts';
import type { AlertNotice } from '../domain/alert-notice.ts';
import { CLAIM_MS } from '../ports/told-notices.ts';
import { alertOf } from '../testing/alerts.ts';
import { notifyOfAlerts } from './notify-of-alerts.ts';

const NOW = 1_800_000_060_000;

function open() {
  const clock = simulatedClock(NOW);
  const store = memoryAlertStore();
  const told = memoryToldNotices({ clock });
  const notifier = memoryAlertNotifier();
  const process = (notify: (notice: AlertNotice) => Promise<void> = notifier.notify) =>
    notifyOfAlerts({ store, told, notifier: { notify }, clock, logger: silentLog });
  const set = (rest: Partial<Alert> = {}) => store.change('a', () => alertOf({ id: 'a', ...rest }));
  return { clock, process, set, notifier, ids: () => notifier.notices.map(({ id }) => id) };
}

describe('telling of alerts', () => {
  it('tells of each change once, in order, however often and by however many', async () => {
    const { process, set, ids } = open();
    const processes = [process(), process()];
    const all = async () => {
      for (let times = 0; times < 2; times += 1) await Promise.all(processes.map((tell) => tell()));
    };
    await set();
    await all();
    await set({ value: 95, updatedAt: NOW });
    await all();
    await set({ severity: 'critical' });
    await all();
    await set({ severity: 'critical', state: 'acknowledged', acknowledgedAt: 7 });
    await all();
    await set({ severity: 'critical', state: 'resolved', acknowledgedAt: 7, resolvedAt: 9 });
    await all();
    await set({ severity: 'critical', state: 'acknowledged', acknowledgedAt: 7, occurrences: 2 });
    await all();

    expect(ids()).toEqual([
      'a/opened/1-warning',
      'a/opened/1-critical',
      'a/acknowledged/7',
      'a/resolved/9',
      'a/opened/2-critical',
    ]);
  });

  it('tells of all that happened while nobody told of it', async () => {
    const { process, set, ids } = open();
    await set({ state: 'resolved', acknowledgedAt: 7, resolvedAt: 9 });
    expect(await process()()).toEqual({ told: 3, waiting: 0, left: 0 });
    expect(ids()).toEqual(['a/opened/1-warning', 'a/acknowledged/7', 'a/resolved/9']);
  });

  it('does not tell of what is a day old', async () => {
    const { process, set, clock, ids } = open();
    await set();
    await clock.advance(DAY_MS);
    expect(await process()()).toEqual({ told: 0, waiting: 0, left: 0 });
    expect(ids()).toEqual([]);
  });

  it('tells later what it cannot tell now, and throws what is no want of a network', async () => {
    const { clock, process, set, notifier, ids } = open();
    await set();
    let failure: Error | undefined = new InfrastructureError('away', 'retriable');
    const tell = process(async (notice) => {
      if (failure) throw failure;
      await notifier.notify(notice);
    });
    expect(await tell()).toEqual({ told: 0, waiting: 1, left: 0 });
    failure = undefined;
    // Its claim has not run out.
    expect(await tell()).toEqual({ told: 0, waiting: 0, left: 0 });
    await clock.advance(CLAIM_MS);
    expect(await tell()).toEqual({ told: 1, waiting: 0, left: 0 });
    expect(ids()).toEqual(['a/opened/1-warning']);

    failure = new Error('a bug');
    await set({ severity: 'critical' });
    await expect(tell()).rejects.toBe(failure);
  });

  it('tells of the others where one is refused for good, and throws why', async () => {
    const { process, set, notifier, ids } = open();
    await set({ state: 'resolved', acknowledgedAt: 7, resolvedAt: 9 });
    const refused = new Error('too large');
    const tell = process(async (notice) => {
      if (notice.id === 'a/acknowledged/7') throw refused;
      await notifier.notify(notice);
    });

    await expect(tell()).rejects.toBe(refused);

    expect(ids()).toEqual(['a/opened/1-warning', 'a/resolved/9']);
  });

  it('leaves what it has no time for, unclaimed', async () => {
    const { clock, process, set, notifier, ids } = open();
    await set({ state: 'resolved', acknowledgedAt: 7, resolvedAt: 9 });
    const slow = process(async (notice) => {
      await clock.advance(10);
      await notifier.notify(notice);
    });

    expect(await slow(NOW + 15)).toEqual({ told: 2, waiting: 0, left: 1 });
    expect(await process()()).toEqual({ told: 1, waiting: 0, left: 0 });
    expect(ids()).toEqual(['a/opened/1-warning', 'a/acknowledged/7', 'a/resolved/9']);
  });
});
