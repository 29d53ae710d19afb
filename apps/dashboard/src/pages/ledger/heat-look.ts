import type { CellKind, HeatCell } from './prepare-heat.ts';

const HATCH = 'bg-[repeating-linear-gradient(45deg,var(--accent)_0_1.5px,var(--accent-soft)_1.5px_4px)]';
const FAINT_HATCH =
  'bg-[repeating-linear-gradient(-45deg,transparent_0_2.5px,var(--line-strong)_2.5px_3.5px)] shadow-[inset_0_0_0_1px_var(--line-strong)] opacity-60';

export interface CellLook {
  readonly words: string;
  readonly className: string;
  readonly mark: '' | 'dot' | 'cross';
}

/** Each kind of cell by its shape, its word and its colour. */
export const HEAT_LOOK: Readonly<Record<CellKind, CellLook>> = {
  balanced: { words: 'balanced, shade is volume', className: 'bg-heat-1', mark: '' },
  quarantined: { words: 'quarantined < 10 %', className: 'bg-heat-q1', mark: 'dot' },
  'quarantined-many': { words: '≥ 10 %', className: 'bg-heat-q2', mark: 'dot' },
  'in-flight': { words: 'in flight', className: HATCH, mark: '' },
  none: { words: 'no events', className: FAINT_HATCH, mark: '' },
  unaccounted: { words: 'unaccounted', className: 'bg-crit-fill', mark: 'cross' },
};

const SHADES = ['bg-heat-0', 'bg-heat-1', 'bg-heat-2'] as const;

export const cellClass = ({ kind, shade }: Pick<HeatCell, 'kind' | 'shade'>): string =>
  kind === 'balanced' ? SHADES[shade] : HEAT_LOOK[kind].className;
