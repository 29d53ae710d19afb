import { useState } from 'react';
import { formatNumber } from '../../numbers/format-number.ts';
import type { LedgerLine } from '../../api/ledger.ts';
import { Chip } from '../../widgets/chip.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { prepareBalance, type BalanceBy, type BalanceRow } from './prepare-balance.ts';

const HEADS = [
  'product, stage',
  'accepted',
  'landed / refined',
  'duplicate',
  'quarantined',
  'filtered',
  'dead-lettered',
  'discarded, expired, erased',
  'in flight',
  'result',
];

/** The ledger as the arithmetic that it is. */
export function Balance({ lines }: { readonly lines: readonly LedgerLine[] }) {
  const [by, setBy] = useState<BalanceBy>('product');
  return (
    <section aria-labelledby="balance" className="min-w-0 rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 flex-wrap items-center gap-2 pr-3 pl-4">
        <h2 id="balance" className="font-bold">
          Balance
        </h2>
        <p className="text-sm text-ink-3">every accepted event has exactly one fate</p>
        <span className="ml-auto">
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
              {HEADS.map((head, place) => (
                <th
                  key={head}
                  scope="col"
                  className={`h-8 px-3 font-medium whitespace-nowrap first:pl-4 ${place === 0 || place === HEADS.length - 1 ? 'text-left' : 'text-right'}`}
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {prepareBalance(lines, by).map((row) => (
              <Row key={`${row.product} ${row.stage} ${row.partition ?? ''}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ row }: { readonly row: BalanceRow }) {
  return (
    <tr>
      <th scope="row" className="h-10 border-t border-line px-3 pl-4 text-left font-normal whitespace-nowrap">
        {row.product} <span className="text-ink-3">{row.stage}</span>
        {row.partition !== undefined && <span className="text-ink-3"> p{row.partition}</span>}
      </th>
      <Term count={row.accepted} sign="=" />
      <Term count={row.done} sign="+" />
      <Term count={row.duplicate} sign="+" />
      <Term count={row.quarantined} sign="+" alarming />
      <Term count={row.filtered} sign="+" />
      <Term count={row.deadLettered} sign="+" alarming />
      <Term count={row.gone} sign="+" />
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
