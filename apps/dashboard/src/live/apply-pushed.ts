import type { LedgerLine } from '@dataforge/api-client';
import type { QueryClient } from '@tanstack/react-query';
import type { LiveClient, TopicCopy } from '@dataforge/live/client';
import type { KpiItem, LedgerItem, StageItem } from '@dataforge/live/protocol';
import type { Metric, SeriesKey } from '../api/metrics.ts';
import { withPushed, withPushedPoints } from './merge-kpis.ts';

const NEWS = ['alerts', 'anomalies'] as const;

/** Puts what changed between two states of the push into what the page has been answered; returns how many KPIs did. */
export function applyPushed(queries: QueryClient, before: LiveClient, after: LiveClient): number {
  const changed = (topic: string): TopicCopy['items'] | undefined => {
    const copy = after.topics.get(topic);
    return copy && copy.sequence !== null && copy.items !== before.topics.get(topic)?.items
      ? copy.items
      : undefined;
  };
  const kpis = changed('kpi:*');
  let changedKpis = 0;
  if (kpis) {
    const held = before.topics.get('kpi:*')?.items;
    // Of the others the page has all, and what stays the same is not drawn anew.
    const news = new Map([...kpis].filter(([kpi, item]) => held?.get(kpi) !== item));
    changedKpis = news.size;
    applyKpis(queries, news as unknown as ReadonlyMap<string, KpiItem>);
  }
  const ledger = changed('ledger');
  if (ledger) {
    const lines = [...(ledger as unknown as ReadonlyMap<string, LedgerItem>).values()];
    queries.setQueryData<readonly LedgerLine[]>(['ledger'], lines);
    // Their minutes are not pushed.
    void queries.invalidateQueries({ queryKey: ['ledger', 'minutes'] });
  }
  const stages = changed('stages');
  if (stages)
    queries.setQueryData(['stages'], [...(stages as unknown as ReadonlyMap<string, StageItem>).values()]);
  for (const topic of NEWS) if (changed(topic)) void queries.invalidateQueries({ queryKey: [topic] });
  return changedKpis;
}

function applyKpis(queries: QueryClient, items: ReadonlyMap<string, KpiItem>): void {
  queries.setQueryData<readonly Metric[]>(['metrics'], (held) => held && withPushed(held, items));
  for (const [key, held] of queries.getQueriesData<readonly Metric[]>({
    queryKey: ['metrics', 'series'],
    type: 'active',
  })) {
    const [, , , from] = key as SeriesKey;
    if (held) queries.setQueryData(key, withPushedPoints(held, items, from));
  }
}
