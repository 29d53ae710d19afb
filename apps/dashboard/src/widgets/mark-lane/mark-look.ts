import { CircleDot, Diamond, OctagonAlert, Unplug, type LucideIcon } from 'lucide-react';
import type { Mark } from './mark.ts';

/** Each kind by shape and colour; its word is MARK_WORDS'. */
export const MARK_LOOK: Readonly<Record<Mark['kind'], { readonly icon: LucideIcon; readonly ink: string }>> =
  {
    alert: { icon: OctagonAlert, ink: 'text-crit' },
    anomaly: { icon: CircleDot, ink: 'text-ink' },
    corrected: { icon: Diamond, ink: 'text-corr' },
    gap: { icon: Unplug, ink: 'text-mute' },
  };
