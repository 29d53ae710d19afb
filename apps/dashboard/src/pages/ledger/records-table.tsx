import type { LedgerRecord } from '@dataforge/api-client';
import { useLayoutEffect, useRef } from 'react';
import {
  CircleCheck,
  CircleHelp,
  CircleX,
  Clock,
  Copy,
  Funnel,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { TraceOf } from '../../api/trace.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { clockWithMillis } from '../../time/format-time.ts';

/** A fate by its shape, its word and, where somebody should look, its colour. */
const FATES: Readonly<Record<string, { icon: LucideIcon; ink: string }>> = {
  refined: { icon: CircleCheck, ink: 'text-ink-2' },
  landed: { icon: CircleCheck, ink: 'text-ink-2' },
  duplicate: { icon: Copy, ink: 'text-ink-2' },
  filtered: { icon: Funnel, ink: 'text-ink-2' },
  quarantined: { icon: TriangleAlert, ink: 'text-warn' },
  'dead-lettered': { icon: CircleX, ink: 'text-warn' },
  unaccounted: { icon: CircleHelp, ink: 'text-crit' },
};
const GONE = { icon: Clock, ink: 'text-ink-3' };

export interface RecordsTableProps {
  readonly items: readonly LedgerRecord[];
  readonly product: string;
  readonly traced: TraceOf | undefined;
  readonly pending: boolean;
  readonly onTrace: (record: TraceOf) => void;
  /** Where there are more. */
  readonly more: { readonly pending: boolean; readonly load: () => void } | undefined;
}

const HEADS = ['position', 'appended', 'subject', 'fate', 'reason'];

/** Records as rows, each of which opens its trace. */
export function RecordsTable({ items, product, traced, pending, onTrace, more }: RecordsTableProps) {
  if (pending) return <Rows label="Reading the events…" />;
  if (items.length === 0 && !more)
    return <p className="border-t border-line px-4 py-3 text-ink-2">No event was appended here.</p>;
  return <Table {...{ items, product, traced, onTrace, more }} />;
}

function Table({ items, product, traced, onTrace, more }: Omit<RecordsTableProps, 'pending'>) {
  const region = useRef<HTMLDivElement>(null);
  // A linked row can lie below what is in sight.
  useLayoutEffect(() => {
    const row = region.current?.querySelector<HTMLElement>('tr[aria-selected="true"]');
    if (region.current && row) region.current.scrollTop = row.offsetTop - region.current.clientHeight / 2;
  }, []);
  const partitions = new Set(items.map(({ partition }) => partition)).size > 1;
  return (
    <div
      ref={region}
      className="relative max-h-96 overflow-auto"
      role="region"
      aria-label="Events, a table"
      tabIndex={0}
    >
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr className="sticky top-0 z-1 bg-surface-2 text-xs text-ink-2">
            {HEADS.map((head) => (
              <th key={head} scope="col" className="h-[30px] px-3 text-left font-medium first:pl-4">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((record) => (
            <Row
              key={`${record.partition} ${record.position}`}
              {...{ record, partitions }}
              chosen={traced?.partition === record.partition && traced.position === record.position}
              onChoose={() => onTrace({ product, partition: record.partition, position: record.position })}
            />
          ))}
        </tbody>
      </table>
      {more && (
        <button
          type="button"
          disabled={more.pending}
          onClick={more.load}
          className="m-3 h-[26px] rounded-md border border-line px-2 text-sm"
        >
          {more.pending ? 'Reading…' : 'Show more'}
        </button>
      )}
    </div>
  );
}

function Row({
  record,
  partitions,
  chosen,
  onChoose,
}: {
  readonly record: LedgerRecord;
  /** The rows are of several. */
  readonly partitions: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { icon: Icon, ink } = FATES[record.fate] ?? GONE;
  const cell = 'h-[30px] border-t border-line px-3 whitespace-nowrap';
  const subject = record.subject ?? record.id;
  return (
    <tr
      aria-selected={chosen}
      className="group relative hover:bg-surface-2 aria-selected:bg-accent-soft aria-selected:shadow-[inset_2px_0_0_var(--accent)]"
    >
      <td className={`${cell} pl-4`}>
        <button
          type="button"
          onClick={onChoose}
          aria-pressed={chosen}
          className="after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
        >
          <span className="sr-only">Trace position </span>
          {partitions && <span className="text-ink-3">p{record.partition} </span>}
          {formatNumber(record.position)}
        </button>
      </td>
      <td className={cell} title={record.appendedAt}>
        {record.appendedAt === undefined ? '–' : clockWithMillis(Date.parse(record.appendedAt))}
      </td>
      <td className={`${cell} max-w-48 truncate`} title={[record.source, record.id].join(' ')}>
        {subject ?? '–'}
      </td>
      <td className={`${cell} ${ink}`}>
        <Icon className="mr-1 inline size-3" aria-hidden />
        {record.fate}
      </td>
      <td className={`${cell} max-w-80 truncate text-ink-2`} title={reasonOf(record)}>
        {reasonOf(record)}
      </td>
    </tr>
  );
}

const reasonOf = ({ reasons = [] }: LedgerRecord): string =>
  reasons.map(({ field, detail }) => (field === '' ? detail : `${field} ${detail}`)).join('; ');

function Rows({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="border-t border-line px-4 py-2">
      {Array.from({ length: 5 }, (_, place) => (
        <span key={place} className="my-3 block h-2.5 w-2/3 animate-pulse rounded-sm bg-surface-3" />
      ))}
    </div>
  );
}
