import type { AlertFeed, ListAlerts } from '@dataforge/alerts';
import { alertView } from '@dataforge/alerts/http';
import type { AnomalyFeed, ReadAnomalies } from '@dataforge/anomalies';
import { anomalyBody } from '@dataforge/anomalies/http';
import type { Clock } from '@dataforge/kernel';
import type { RecentKpis } from '@dataforge/kpi';
import { recentKpiBody } from '@dataforge/kpi/http';
import type { ReadLedger } from '@dataforge/ledger';
import { ledgerLineBody } from '@dataforge/ledger/http';
import {
  hub,
  HUB_DEFAULTS,
  readStages,
  refreshKind,
  type Feed,
  type Hub,
  type StageDeps,
} from '@dataforge/live';
import type { Kind, KpiItem, LedgerItem, StageItem } from '@dataforge/live/protocol';
import type { Loops } from './loops.ts';
import type { ServedPoints } from './served-points.ts';

/** What can be followed, with where it comes from. */
export interface Live {
  readonly hub: Hub;
  readonly feeds: ReadonlyMap<Kind, LiveFeed>;
  /** How fast each stage is, and how far behind. */
  readonly stages: () => Promise<readonly StageItem[]>;
}

/** A feed, and how often it is read again while it is followed: for what changes with time alone, or tells no changes. */
export interface LiveFeed extends Feed {
  readonly everyMs: number;
}

export interface LiveDeps extends Omit<StageDeps, 'push' | 'servedLagMs'> {
  readonly recentKpis: RecentKpis;
  readonly readLedger: ReadLedger;
  readonly servedPoints: ServedPoints;
  readonly listAlerts: ListAlerts;
  readonly alertFeed: AlertFeed;
  readonly readAnomalies: ReadAnomalies;
  readonly anomalyFeed: AnomalyFeed;
}

/** The newest of these are pushed; whoever wants more asks. */
const MOST_NEWS = 200;

/** Live push of this process's run. `kpis` are ids. */
export function live(
  deps: LiveDeps,
  { epoch, kpis }: { readonly epoch: string; readonly kpis: readonly string[] },
): Live {
  const push = () => held.figures();
  const stages = readStages({ ...deps, push, servedLagMs: deps.servedPoints.lagMs });
  const feeds: ReadonlyMap<Kind, LiveFeed> = new Map([
    ['kpi', kpiFeed(deps)],
    [
      'ledger',
      unannounced(
        2_000,
        async () => (await deps.readLedger({ byMinute: false })).map(ledgerLineBody) satisfies LedgerItem[],
      ),
    ],
    ['stages', unannounced(1_000, stages)],
    ['alerts', alertsFeed(deps)],
    ['anomalies', anomaliesFeed(deps)],
  ]);
  const held = hub({ clock: deps.clock }, { ...HUB_DEFAULTS, epoch, kinds: [...feeds.keys()], kpis });
  return { hub: held, feeds, stages };
}

function kpiFeed({ recentKpis, servedPoints }: LiveDeps): LiveFeed {
  return {
    // A value grows stale without anything happening.
    everyMs: 5_000,
    snapshot: async () => (await recentKpis()).map(recentKpiBody) satisfies KpiItem[],
    onChanged: servedPoints.onChanged,
  };
}

/** Alerts that are not resolved. */
const alertsFeed = ({ listAlerts, alertFeed }: LiveDeps): LiveFeed => ({
  everyMs: 60_000,
  async snapshot() {
    const { items } = await listAlerts({ states: ['open', 'acknowledged'], limit: MOST_NEWS });
    return items.map(alertView);
  },
  onChanged: alertFeed.on,
});

const anomaliesFeed = ({ readAnomalies, anomalyFeed }: LiveDeps): LiveFeed => ({
  everyMs: 60_000,
  snapshot: async () => (await readAnomalies.anomalies({ limit: MOST_NEWS })).items.map(anomalyBody),
  onChanged: anomalyFeed.on,
});

const unannounced = (everyMs: number, snapshot: () => Promise<readonly object[]>): LiveFeed => ({
  everyMs,
  snapshot,
  onChanged: () => () => undefined,
});

/** Publishes what is followed, when it changes and every so often. Where nobody follows, nothing is read. */
export function startLive({ hub, feeds }: Live, loops: Loops, clock: Clock): void {
  for (const [kind, feed] of feeds) {
    const refresh = loops.onDemand(`live ${kind}`, refreshKind({ hub, feed, clock }, kind));
    const refreshIfWanted = () => {
      if (hub.wants(kind)) refresh();
    };
    hub.onWanted((wanted) => {
      if (wanted === kind) refresh();
    });
    feed.onChanged(refreshIfWanted);
    loops.every(`live ${kind} again`, feed.everyMs, async () => refreshIfWanted());
  }
}
