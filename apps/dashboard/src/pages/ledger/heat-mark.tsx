import type { CellLook } from './heat-look.ts';

/** What tells a cell's kind without its colour. */
export function HeatMark({ mark }: Pick<CellLook, 'mark'>) {
  if (mark === 'dot') return <span aria-hidden className="size-[3px] rounded-full bg-ink" />;
  if (mark === 'cross')
    return (
      <span aria-hidden className="text-xs leading-none font-bold text-white">
        ×
      </span>
    );
  return null;
}
