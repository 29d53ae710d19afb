import { useRef, type KeyboardEvent } from 'react';
import { formatNumber } from '../../numbers/format-number.ts';
import { clockOf } from '../../time/format-time.ts';
import type { CellKind, Heat, HeatCell, HeatRow } from './prepare-heat.ts';

const HATCH = 'bg-[repeating-linear-gradient(-45deg,transparent_0_2px,var(--accent)_2px_4px)]';
const FAINT_HATCH =
  'bg-[repeating-linear-gradient(-45deg,transparent_0_3px,var(--line-strong)_3px_4px)] opacity-60';

/** Each kind by shape and by colour. */
const LOOK: Readonly<Record<CellKind, { words: string; className: string; mark: string }>> = {
  balanced: { words: 'balanced, shade is volume', className: 'bg-heat-1', mark: '' },
  quarantined: { words: 'quarantined < 10 %', className: 'bg-heat-q1 text-ink', mark: '•' },
  'quarantined-many': { words: '≥ 10 %', className: 'bg-heat-q2 text-ink', mark: '•' },
  'in-flight': { words: 'in flight', className: HATCH, mark: '' },
  none: { words: 'no events', className: FAINT_HATCH, mark: '' },
  unaccounted: { words: 'unaccounted', className: 'bg-crit-fill text-white', mark: '×' },
};

const SHADES = ['bg-heat-0', 'bg-heat-1', 'bg-heat-2'] as const;

export interface CellPlace {
  readonly row: HeatRow;
  readonly cell: HeatCell;
}

/** Minutes as cells: where something is missing, quarantined or on its way. Arrow keys move, Enter chooses. */
export function HeatMap({
  heat,
  chosen,
  onChoose,
}: {
  readonly heat: Heat;
  readonly chosen: CellPlace | undefined;
  readonly onChoose: (place: CellPlace) => void;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const place = (event.target as HTMLElement).dataset['place']?.split(' ').map(Number);
    if (!step || !place) return;
    event.preventDefault();
    const next = `${(place[0] ?? 0) + (step[0] ?? 0)} ${(place[1] ?? 0) + (step[1] ?? 0)}`;
    grid.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus();
  };
  return (
    <section aria-labelledby="by-minute" className="min-w-0 rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
        <h2 id="by-minute" className="mr-auto font-bold">
          {heat.minutes === 1 ? 'By minute' : `By ${heat.minutes} minutes`}
        </h2>
        <Legend />
      </header>
      <div
        ref={grid}
        role="grid"
        aria-label="Records by append minute; arrow keys move, Enter shows the events"
        className="overflow-x-auto px-4 pb-4"
        onKeyDown={move}
      >
        <div className="min-w-160">
          {heat.rows.map((row, index) => (
            <Row
              key={`${row.product} ${row.stage} ${row.partition}`}
              row={row}
              index={index}
              titled={titleOf(row) !== titleOf(heat.rows[index - 1])}
              chosen={chosen}
              onChoose={onChoose}
            />
          ))}
          <Axis cells={heat.rows[0]?.cells ?? []} />
        </div>
      </div>
    </section>
  );
}

const titleOf = (row: HeatRow | undefined): string => (row ? `${row.product}, ${row.stage}` : '');

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-ink-2">
      {Object.values(LOOK).map(({ words, className, mark }) => (
        <li key={words} className="flex items-center gap-1.5 whitespace-nowrap">
          <span
            aria-hidden
            className={`grid size-3 place-items-center rounded-[2px] leading-none ${className}`}
          >
            {mark}
          </span>
          {words}
        </li>
      ))}
    </ul>
  );
}

const COLUMNS = 'grid grid-cols-[88px_minmax(0,1fr)_64px] items-center gap-3';

function Row({
  row,
  index,
  titled,
  chosen,
  onChoose,
}: {
  readonly row: HeatRow;
  readonly index: number;
  readonly titled: boolean;
  readonly chosen: CellPlace | undefined;
  readonly onChoose: (place: CellPlace) => void;
}) {
  return (
    <>
      {titled && (
        <p className="flex items-center gap-2 pt-2 pb-1 text-xs font-medium text-ink-3 after:h-px after:flex-1 after:bg-line">
          {titleOf(row)}
        </p>
      )}
      <div role="row" className={COLUMNS}>
        <span role="rowheader" className="text-sm">
          p{row.partition}
        </span>
        <div className="flex h-[19px] gap-[2px]">
          {row.cells.map((cell, place) => {
            const { className, mark } = LOOK[cell.kind];
            const isChosen =
              chosen !== undefined &&
              chosen.cell.from === cell.from &&
              titleOf(chosen.row) === titleOf(row) &&
              chosen.row.partition === row.partition;
            return (
              <button
                key={cell.from}
                type="button"
                role="gridcell"
                tabIndex={index === 0 && place === row.cells.length - 1 ? 0 : -1}
                data-place={`${index} ${place}`}
                aria-selected={isChosen}
                aria-label={sentenceOf(cell)}
                title={sentenceOf(cell)}
                onClick={() => onChoose({ row, cell })}
                className={`grid min-w-0 flex-1 place-items-center rounded-[2px] text-xs leading-none aria-selected:ring-2 aria-selected:ring-accent ${cell.kind === 'balanced' ? SHADES[cell.shade] : className}`}
              >
                {mark}
              </button>
            );
          })}
        </div>
        <span role="cell" className="text-right text-sm">
          {formatNumber(row.accepted)}
        </span>
      </div>
    </>
  );
}

function sentenceOf(cell: HeatCell): string {
  const parts = [
    [cell.unaccounted, 'unaccounted'],
    [cell.quarantined, 'quarantined'],
    [cell.inFlight, 'in flight'],
  ] as const;
  const named = parts.filter(([count]) => count > 0).map(([count, what]) => `${formatNumber(count)} ${what}`);
  return [`${clockOf(cell.from)} UTC: ${formatNumber(cell.accepted)} accepted`, ...named].join(', ');
}

function Axis({ cells }: { readonly cells: readonly HeatCell[] }) {
  const every = Math.max(1, Math.ceil(cells.length / 6));
  return (
    <div className={`${COLUMNS} mt-1`} aria-hidden>
      <span />
      <div className="flex gap-[2px] text-xs text-ink-3">
        {cells.map((cell, place) => (
          <span key={cell.from} className="min-w-0 flex-1 whitespace-nowrap">
            {place % every === 0 ? clockOf(cell.from) : ''}
          </span>
        ))}
      </div>
      <span />
    </div>
  );
}
