import type { LedgerLine } from '@dataforge/api-client';
import { X } from 'lucide-react';
import { Fragment } from 'react';
import { isForbidden } from '../../api/problem.ts';
import { useRecords, type TraceOf } from '../../api/trace.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { Chip } from '../../widgets/chip.tsx';
import { Failed } from '../../widgets/failed.tsx';
import { Forbidden } from '../../widgets/forbidden.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import type { CellAddress } from './ledger-search.ts';
import { prepareCell, type CellTerm, type CellView } from './prepare-cell.ts';
import { RecordsTable } from './records-table.tsx';

const ALL = 'all';
/** All but what is to become of a record. */
const isException = ({ fate }: CellTerm): boolean => fate !== 'refined' && fate !== 'landed';

const ALARMING = ['quarantined', 'dead-lettered', 'unaccounted'];

export interface CellRecordsProps {
  readonly cell: CellAddress;
  /** The ledger by minute, which says how many there are to be. */
  readonly minutes: readonly LedgerLine[];
  /** Up to when the page shows, ms. */
  readonly end: number;
  readonly fate: string | undefined;
  readonly traced: TraceOf | undefined;
  readonly onFate: (fate: string | undefined) => void;
  readonly onTrace: (record: TraceOf) => void;
  readonly onClose: () => void;
}

/** The events behind a cell of the heat map. */
export function CellRecords({
  cell,
  minutes,
  end,
  fate,
  traced,
  onFate,
  onTrace,
  onClose,
}: CellRecordsProps) {
  const view = prepareCell(minutes, cell, end);
  const shown = view.terms.find((term) => term.fate === fate)?.fate;
  const records = useRecords({ ...cell, fate: shown }, view.moving);
  const items = (records.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <section aria-labelledby="cell" className="min-w-0 rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 py-1.5 pr-3 pl-4">
        <h2 id="cell" className="font-bold">
          {view.title}
        </h2>
        <Equation view={view} />
        <span className="ml-auto flex items-center gap-1">
          <Segmented
            label="Fate"
            value={shown ?? ALL}
            onChoose={(next) => onFate(next === ALL ? undefined : next)}
            choices={[
              { value: ALL, label: `All ${formatNumber(view.accepted)}` },
              ...view.terms.filter(isException).map((term) => ({
                value: term.fate,
                label: `${capital(term.label)} ${formatNumber(term.count)}`,
              })),
            ]}
          />
          <button
            type="button"
            aria-label="Close the events"
            onClick={onClose}
            className="grid size-[26px] place-items-center rounded-md text-ink-2 hover:bg-surface-2"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </span>
      </header>
      {records.error && !records.data ? (
        <Trouble error={records.error} retry={() => void records.refetch()} />
      ) : (
        <RecordsTable
          {...{ items, traced, onTrace, product: cell.product, pending: records.isPending }}
          more={
            records.hasNextPage
              ? { pending: records.isFetchingNextPage, load: () => void records.fetchNextPage() }
              : undefined
          }
        />
      )}
    </section>
  );
}

function Trouble({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  return isForbidden(error) ? (
    <Forbidden what="The list of events" error={error} />
  ) : (
    <Failed what="The events" error={error} retry={retry} />
  );
}

/** `180 = 150 refined + 30 quarantined` */
function Equation({ view }: { readonly view: CellView }) {
  if (view.accepted === 0 && view.terms.length === 0) return null;
  return (
    <>
      {view.unaccounted > 0 ? (
        <Chip tone="crit">{formatNumber(view.unaccounted)} unaccounted</Chip>
      ) : (
        <Chip tone="ok">balanced</Chip>
      )}
      <span className="text-sm text-ink-2">
        {formatNumber(view.accepted)} ={' '}
        {view.terms.map(({ fate, label, count }, place) => (
          <Fragment key={fate}>
            {place > 0 && ' + '}
            <span className={ALARMING.includes(fate) ? 'font-bold text-warn' : ''}>
              {formatNumber(count)} {label}
            </span>
          </Fragment>
        ))}
      </span>
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
