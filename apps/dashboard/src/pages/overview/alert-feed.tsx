import { useVirtualizer } from '@tanstack/react-virtual';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useAlerts } from '../../api/alerts.ts';
import { sessionQuery } from '../../api/session.ts';
import { Chip } from '../../widgets/chip.tsx';
import { Failed } from '../../widgets/failed.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { AlertItem } from './alert-item.tsx';
import { openCount, prepareFeed, type FeedFilter } from './prepare-feed.ts';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'mine', label: 'Mine' },
] as const;

/** Height of an alert before it is measured, px. */
const LIKELY_HEIGHT = 84;

/** What asks for somebody's attention. Only what can be seen of it is drawn, so that a night of alerts scrolls. */
export function AlertFeed() {
  const [filter, setFilter] = useState<FeedFilter>('all');
  const alerts = useAlerts();
  const session = useQuery(sessionQuery);
  const shown = prepareFeed(alerts.data ?? [], filter, session.data?.subject ?? '');
  const open = openCount(alerts.data ?? []);
  return (
    <section aria-labelledby="alerts" className="flex min-w-0 flex-col rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 items-center gap-2 px-4 py-1.5">
        <h2 id="alerts" className="font-bold">
          Alerts
        </h2>
        {alerts.data && <Chip tone={open > 0 ? 'crit' : 'ok'}>{open} open</Chip>}
        <span className="flex-1" />
        <Segmented label="Which alerts are shown" value={filter} choices={FILTERS} onChoose={setFilter} />
      </header>
      {alerts.error && !alerts.data ? (
        <Failed what="The alerts" error={alerts.error} retry={() => void alerts.refetch()} />
      ) : !alerts.data ? (
        <p role="status" className="border-t border-line px-4 py-3 text-ink-2">
          Loading the alerts…
        </p>
      ) : shown.length === 0 ? (
        <p className="border-t border-line px-4 py-3 text-ink-2">
          {filter === 'all' ? 'No alert so far. Rules are judged every few seconds.' : 'None of these.'}
        </p>
      ) : (
        <Items alerts={shown} mayAcknowledge={session.data?.permissions.includes('alerts:ack') ?? false} />
      )}
    </section>
  );
}

function Items({
  alerts,
  mayAcknowledge,
}: {
  readonly alerts: ReturnType<typeof prepareFeed>;
  readonly mayAcknowledge: boolean;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: alerts.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LIKELY_HEIGHT,
    getItemKey: (index) => alerts[index]?.id ?? index,
    overscan: 4,
  });
  return (
    <div
      ref={frame}
      tabIndex={0}
      role="group"
      aria-label="Alerts, the most urgent first"
      className="max-h-[480px] overflow-y-auto border-t border-line"
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const alert = alerts[index];
          return (
            alert && (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                aria-setsize={alerts.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 top-0 border-b border-line px-4 py-3"
                style={{ transform: `translateY(${start}px)` }}
              >
                <AlertItem alert={alert} mayAcknowledge={mayAcknowledge} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}
