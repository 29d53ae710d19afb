import { CircleCheck, OctagonAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'ok' | 'warn' | 'crit';

const LOOK: Readonly<Record<Tone, { icon: LucideIcon; className: string }>> = {
  ok: { icon: CircleCheck, className: 'bg-ok-soft text-ok' },
  warn: { icon: TriangleAlert, className: 'bg-warn-soft text-warn' },
  crit: { icon: OctagonAlert, className: 'bg-crit-soft text-crit' },
};

/** A verdict: a shape, a word and a colour. */
export function Chip({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  const { icon: Icon, className } = LOOK[tone];
  return (
    <span
      className={`inline-flex h-5 items-center gap-1 rounded-full pr-2 pl-1.5 text-xs font-medium whitespace-nowrap ${className}`}
    >
      <Icon className="size-3" aria-hidden />
      {children}
    </span>
  );
}
