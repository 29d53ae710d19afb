import {
  CircleCheck,
  CircleDashed,
  Clock,
  Diamond,
  OctagonAlert,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { TileState } from './prepare-tile.ts';

/** A state by shape and by colour; one without a value has a look of its own. */
export const TILE_LOOK: Readonly<
  Record<Exclude<TileState, 'empty'>, { icon: LucideIcon; ink: string; edge: string }>
> = {
  stale: { icon: Clock, ink: 'text-ink-2 font-medium', edge: '' },
  critical: { icon: OctagonAlert, ink: 'text-crit font-medium', edge: 'border-t-crit-fill' },
  warn: { icon: TriangleAlert, ink: 'text-warn font-medium', edge: 'border-t-warn-fill' },
  corrected: { icon: Diamond, ink: 'text-corr', edge: '' },
  partial: { icon: CircleDashed, ink: '', edge: '' },
  ok: { icon: CircleCheck, ink: '', edge: '' },
};
