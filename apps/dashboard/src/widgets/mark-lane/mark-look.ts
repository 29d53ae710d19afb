import { CircleDot, Diamond, OctagonAlert, Unplug, type LucideIcon } from 'lucide-react';
import type { Mark } from './mark.ts';

/** Each kind by shape, word and colour. */
export const MARK_LOOK: Readonly<
  Record<Mark['kind'], { readonly icon: LucideIcon; readonly ink: string; readonly word: string }>
> = {
  alert: { icon: OctagonAlert, ink: 'text-crit', word: 'alert' },
  anomaly: { icon: CircleDot, ink: 'text-ink', word: 'outside band' },
  corrected: { icon: Diamond, ink: 'text-corr', word: 'corrected' },
  gap: { icon: Unplug, ink: 'text-mute', word: 'gap' },
};
