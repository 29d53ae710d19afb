import type { LedgerLine } from '@dataforge/api-client';
import { useState } from 'react';
import { formatNumber } from '../../numbers/format-number.ts';
import { Chip } from '../../widgets/chip.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { prepareBalance, type BalanceBy, type BalanceRow } from './prepare-balance.ts';

/** What left by operators or retention has a column only where something did. */
const headsOf = (gone: boolean): readonly string[] => [
  'product, stage',
  'accepted',
  'landed / refined',
  'duplicate',
  'quarantined',
  'filtered',
  'dead-lettered',
  ...(gone ? ['gone'] : []),
  'in flight',
  'result',
];

/** The ledger as the arithmetic that it is. */
export function Balance({
  lines,
  pending,
}: {
  readonly lines: readonly LedgerLine[];
  readonly pending: boolean;
}) {
  const [by, setBy] = useState<BalanceBy>('product');
  const rows = prepareBalance(lines, by);
  const gone = rows.some((row) => row.gone > 0);
  const heads = headsOf(gone);
  const sum = (of: (line: LedgerLine) => number) =>
    formatNumber(lines.reduce((total, line) => total + of(line), 0));
  return (
    <section aria-labelledby="balance" className="min-w-0 rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 flex-wrap items-center gap-2 py-1.5 pr-3 pl-4">
        <h2 id="balance" className="font-bold">
          Balance
        </h2>
        <p className="text-sm text-ink-3">every accepted event has exactly one fate</p>
        <span className="ml-auto flex flex-wrap items-center gap-2 text-sm text-ink-3">
          expired {sum((line) => line.expired)} · erased {sum((line) => line.erased)} · discarded{' '}
          {sum((line) => line.discarded)}
          <Segmented
            label="Lines of the balance"
            value={by}
            onChoose={setBy}
            choices={[
              { value: 'product', label: 'Product' },
              { value: 'partition', label: 'Partition' },
            ]}
          />
        </span>
      </header>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Balance, a table">
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr className="bg-surface-2 text-xs text-ink-2">
              {heads.map((head, place) => (
                <th
                  key={head}
                  scope="col"
                  className={`h-8 px-3 font-medium whitespace-nowrap first:pl-4 ${place === 0 || place === heads.length - 1 ? 'text-left' : 'text-right'}`}
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.product} ${row.stage} ${row.partition ?? ''}`} row={row} gone={gone} />
            ))}
            {pending && <Loading columns={heads.length} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ row, gone }: { readonly row: BalanceRow; readonly gone: boolean }) {
  return (
    <tr>
      <th scope="row" className="h-10 border-t border-line px-3 pl-4 text-left font-normal whitespace-nowrap">
        <span className="font-medium">{row.product}</span>{' '}
        <span className="ml-0.5 text-sm text-ink-3">{row.stage}</span>
        {row.partition !== undefined && <span className="text-ink-3"> p{row.partition}</span>}
      </th>
      <Term count={row.accepted} sign="=" />
      <Term count={row.done} sign="+" />
      <Term count={row.duplicate} sign="+" />
      <Term count={row.quarantined} sign="+" alarming />
      <Term count={row.filtered} sign="+" />
      <Term count={row.deadLettered} sign="+" alarming />
      {gone && <Term count={row.gone} sign="+" />}
      <Term count={row.inFlight} />
      <td className="border-t border-line px-3">
        {row.balanced ? (
          <Chip tone="ok">balanced</Chip>
        ) : (
          <Chip tone="crit">{formatNumber(row.unaccounted)} unaccounted</Chip>
        )}
      </td>
    </tr>
  );
}

function Loading({ columns }: { readonly columns: number }) {
  return Array.from({ length: 4 }, (_, place) => (
    <tr key={place} role="status" aria-label="Reading the ledger…">
      <td colSpan={columns} className="h-10 border-t border-line px-4">
        <span className="block h-2.5 w-3/4 animate-pulse rounded-sm bg-surface-3" />
      </td>
    </tr>
  ));
}

/** A count with the sign behind it; zeros are faint, and a term that does not apply is blank. */
function Term({
  count,
  sign,
  alarming = false,
}: {
  readonly count: number | undefined;
  readonly sign?: string;
  readonly alarming?: boolean;
}) {
  const ink =
    count === 0
      ? 'text-ink-3 text-sm'
      : alarming && count !== undefined
        ? 'text-lg font-bold text-warn'
        : 'text-lg';
  return (
    <td className="border-t border-line px-3 text-right whitespace-nowrap">
      {count !== undefined && (
        <>
          <span className={ink}>{formatNumber(count)}</span>
          <span className="ml-1.5 inline-block w-2 text-ink-3" aria-hidden>
            {sign}
          </span>
        </>
      )}
    </td>
  );
}
