import { CircleDashed, Diamond } from 'lucide-react';
import type { SeriesPoint } from '../../widgets/series-point.ts';

/** What there is to know of a point beside its value, as shapes with their words. */
export function PointMarks({ point }: { readonly point: SeriesPoint }) {
  return (
    <>
      {point.partial && (
        <span className="ml-1.5 inline-flex items-center gap-1 align-middle text-xs leading-none text-ink-3">
          <CircleDashed className="size-3" aria-hidden /> open
        </span>
      )}
      {point.corrected && (
        <span className="ml-1.5 inline-flex items-center gap-1 align-middle text-xs leading-none text-corr">
          <Diamond className="size-3" aria-hidden /> corrected
        </span>
      )}
    </>
  );
}
