import { formatNumber } from '../../numbers/format-number.ts';
import { clockOf } from '../../time/format-time.ts';
import { cellClass, HEAT_LOOK } from './heat-look.ts';
import { HeatMark } from './heat-mark.tsx';
import type { CellAddress } from './ledger-search.ts';
import type { HeatCell, HeatRow } from './prepare-heat.ts';

/** The names, the cells, the sums. */
export const HEAT_COLUMNS =
  'grid grid-cols-[80px_minmax(480px,1fr)_56px] items-center gap-x-3 md:grid-cols-[104px_minmax(0,1fr)_64px]';

export interface HeatRowProps {
  readonly row: HeatRow;
  readonly index: number;
  /** Minutes in a cell. */
  readonly minutes: number;
  readonly chosen: CellAddress | undefined;
  /** The cell that Tab leads to, by its place in the row, if it is in this one. */
  readonly stop: number | undefined;
  readonly onChoose: (cell: CellAddress) => void;
}

/** A stage's minutes, of one partition or of all. */
export function HeatCells({ row, index, minutes, chosen, stop, onChoose }: HeatRowProps) {
  const isRowChosen =
    chosen?.product === row.product && chosen.stage === row.stage && chosen.partition === row.partition;
  return (
    <div role="row" className={`${HEAT_COLUMNS} h-[22px] text-sm`}>
      <span
        role="rowheader"
        className="sticky left-0 z-2 flex h-full items-center bg-surface pl-4 whitespace-nowrap text-ink-2"
      >
        {row.label}
        {row.partition === undefined && <small className="ml-1 text-xs text-ink-3">all</small>}
      </span>
      <div role="presentation" className="flex h-[18px] gap-[1.5px]">
        {row.cells.map((cell, place) => (
          <button
            key={cell.from}
            type="button"
            role="gridcell"
            tabIndex={place === stop ? 0 : -1}
            data-place={`${index} ${place}`}
            aria-selected={isRowChosen && chosen.from === cell.from}
            aria-label={sentenceOf(cell)}
            title={sentenceOf(cell)}
            onClick={() => onChoose(addressOf(row, cell, minutes))}
            className={`grid min-w-0 flex-1 place-items-center rounded-[1.5px] focus-visible:relative focus-visible:z-1 aria-selected:relative aria-selected:z-1 aria-selected:shadow-focus ${cellClass(cell)}`}
          >
            <HeatMark mark={HEAT_LOOK[cell.kind].mark} />
          </button>
        ))}
      </div>
      <span role="gridcell" className="text-right text-ink-2">
        {formatNumber(row.accepted)}
      </span>
    </div>
  );
}

const addressOf = (
  { product, stage, partition }: HeatRow,
  { from }: HeatCell,
  minutes: number,
): CellAddress => ({
  ...{ product, stage, from, to: from + minutes * 60_000 },
  ...(partition !== undefined && { partition }),
});

function sentenceOf(cell: HeatCell): string {
  const parts = [
    [cell.unaccounted, 'unaccounted'],
    [cell.quarantined, 'quarantined'],
    [cell.inFlight, 'in flight'],
  ] as const;
  const named = parts.filter(([count]) => count > 0).map(([count, what]) => `${formatNumber(count)} ${what}`);
  return [`${clockOf(cell.from)} UTC: ${formatNumber(cell.accepted)} accepted`, ...named].join(', ');
}
