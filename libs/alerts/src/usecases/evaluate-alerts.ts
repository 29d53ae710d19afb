import type { Clock } from '@dataforge/kernel';
import { judgedPoints, newestPoints, type KpiStore, type NewestPoints } from '@dataforge/kpi';
import type { LedgerLine, ReadLedger } from '@dataforge/ledger';
import type { Product } from '@dataforge/products';
import { accountHistory } from '../domain/account-history.ts';
import { advance, type Observation, type Track } from '../domain/advance.ts';
import { byNewest, isLive, type Alert } from '../domain/alert.ts';
import type { AlertRule } from '../domain/alert-rule.ts';
import {
  observeCompleteness,
  observeFreshness,
  observeLedger,
  observeQuarantineRate,
  observeSilence,
  observeThreshold,
} from '../domain/observe.ts';
import { rulesOf } from '../domain/rules-of.ts';
import type { AlertStore } from '../ports/alert-store.ts';
import type { AlertFeed } from '../domain/alert-feed.ts';
import type { OldestWaiting } from './oldest-waiting.ts';
import type { WatchSources } from './watch-sources.ts';

export interface EvaluateAlertsDeps {
  readonly store: AlertStore;
  readonly clock: Clock;
  readonly feed: Pick<AlertFeed, 'emit'>;
  readonly readLedger: ReadLedger;
  readonly kpiStore: KpiStore;
  readonly oldestWaiting: OldestWaiting;
  readonly sources: Pick<WatchSources, 'silence'>;
}

export interface EvaluateAlertsSettings {
  readonly products: readonly Product[];
  /** How long after a record was accepted it is to have landed and to have a fate, ms. */
  readonly dueMs: number;
}

export type EvaluateAlerts = () => Promise<void>;

/** What one evaluation knows of a product. */
interface Reading {
  readonly product: Product;
  readonly waiting: Awaited<ReturnType<OldestWaiting>>;
  readonly lines: readonly LedgerLine[];
  readonly points: NewestPoints;
  readonly silence: Awaited<ReturnType<WatchSources['silence']>>;
}

/**
 * Looks at everything that is promised and moves the alerts on; meant for every ten seconds. Its cost follows from the number
 * of rules and partitions: it reads totals, one record of each queue and the newest points, and keeps an hour of totals.
 *
 * Everything is measured by the clock of this process and by append times, so that a load of old events breaks no promise;
 * only a threshold looks at a value's own time, and then not at what lies in the past.
 */
export function evaluateAlerts(
  deps: EvaluateAlertsDeps,
  { products, dueMs }: EvaluateAlertsSettings,
): EvaluateAlerts {
  const { store, clock, feed } = deps;
  const rules = rulesOf(products);
  const kpis = products.flatMap((product) => product.kpis);
  const histories = new Map(products.map(({ name }) => [name, accountHistory()]));
  const tracks = new Map<string, Track>();
  /** The newest alert of each rule, by its id. */
  let newest: Map<string, string> | undefined;

  async function readingOf(product: Product, points: NewestPoints, now: number): Promise<Reading> {
    const { name } = product;
    const lines = await deps.readLedger({ byMinute: false, product: name });
    histories.get(name)?.add(now, lines);
    const waiting = await deps.oldestWaiting(product);
    const silence = await deps.sources.silence(name, waiting.unrefinedAt ?? now);
    return { product, waiting, lines, points, silence };
  }

  function observe(rule: AlertRule, { product, ...seen }: Reading, now: number): Observation {
    const history = histories.get(product.name) ?? accountHistory();
    const kpi = kpis.find(({ id }) => id === rule.kpi);
    if (rule.kind === 'freshness') return observeFreshness(seen.waiting.unservedAt, now);
    if (rule.kind === 'completeness') return observeCompleteness(history, dueMs);
    if (rule.kind === 'quarantine-rate') return observeQuarantineRate(history);
    if (rule.kind === 'ledger-imbalance') return observeLedger(seen.lines);
    if (rule.kind === 'late-source' && seen.silence) return observeSilence(seen.silence, product);
    if (!kpi) return { value: null, cause: '' };
    const points = judgedPoints(kpi, seen.points.tail(kpi), seen.points.watermark(product.name));
    return observeThreshold(kpi, points, { latenessMs: product.event.latenessMs, now });
  }

  /** Moves a rule's alert on; gives it if it changed. */
  async function move(rule: AlertRule, seen: Observation, now: number): Promise<Alert | undefined> {
    const id = newest?.get(rule.id);
    const held = id === undefined ? undefined : await store.get(id);
    const track = tracks.get(rule.id) ?? {};
    let moved = advance(rule, track, held, seen, now);
    // Most evaluations change nothing, and need no transaction.
    const changed =
      moved.alert &&
      (await store.change(moved.alert.id, (current) => {
        // Somebody may have acknowledged it since it was read.
        moved = advance(rule, track, current ?? held, seen, now);
        return moved.alert;
      }));
    tracks.set(rule.id, moved.track);
    if (changed) newest?.set(rule.id, changed.id);
    return changed;
  }

  return async () => {
    const changed: Alert[] = [];
    if (!newest) {
      const all = [...(await store.all())].sort(byNewest).reverse();
      newest = new Map(all.map((alert) => [alert.rule, alert.id]));
      changed.push(...(await resolveOrphans(deps, all, rules)));
    }
    const points = await newestPoints(deps.kpiStore, kpis, clock.now());
    for (const product of products) {
      const now = clock.now();
      const reading = await readingOf(product, points, now);
      for (const rule of rules) {
        if (rule.product !== product.name) continue;
        const alert = await move(rule, observe(rule, reading, now), now);
        if (alert) changed.push(alert);
      }
    }
    if (changed.length > 0) feed.emit(changed);
  };
}

/** What was promised is promised no more, so nobody looks whether it is kept: such alerts are over. */
async function resolveOrphans(
  { store, clock }: Pick<EvaluateAlertsDeps, 'store' | 'clock'>,
  alerts: readonly Alert[],
  rules: readonly AlertRule[],
): Promise<readonly Alert[]> {
  const resolved: Alert[] = [];
  const now = clock.now();
  for (const { id, rule } of alerts) {
    if (rules.some((known) => known.id === rule)) continue;
    const alert = await store.change(id, (held) =>
      held && isLive(held)
        ? {
            ...held,
            state: 'resolved',
            resolvedAt: now,
            updatedAt: now,
            value: null,
            cause: 'Its rule is no longer there: contract or KPI promise this no more.',
          }
        : undefined,
    );
    if (alert) resolved.push(alert);
  }
  return resolved;
}
