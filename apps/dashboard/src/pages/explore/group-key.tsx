import type { DataInk } from '../../widgets/chart/chart-view.ts';
import type { Group } from './prepare-groups.ts';

const GROUND: Readonly<Record<DataInk, string>> = {
  data: 'bg-data',
  ghost: 'bg-ghost',
  s1: 'bg-s1',
  s2: 'bg-s2',
  s3: 'bg-s3',
  s4: 'bg-s4',
  s5: 'bg-s5',
};

/** What tells a group apart: a letter, and a colour. */
export function GroupKey({ group: { letter, ink } }: { readonly group: Group }) {
  if (letter === '') return null;
  const look = letter === '+' ? 'border-[1.5px] border-s5 text-ink-2' : `${GROUND[ink]} text-surface`;
  return (
    <span
      aria-hidden
      className={`inline-grid size-4 flex-none place-items-center rounded-sm text-[10px] leading-none font-bold ${look}`}
    >
      {letter}
    </span>
  );
}
