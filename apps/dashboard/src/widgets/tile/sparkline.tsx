import type { Spark } from './spark-path.ts';

/** A series as a few SVG paths: fifty of them move at once without the page stuttering. */
export function Sparkline({ spark, muted = false }: { readonly spark: Spark; readonly muted?: boolean }) {
  const line = `fill-none ${muted ? 'stroke-ghost' : 'stroke-data'} [vector-effect:non-scaling-stroke]`;
  return (
    <div className="relative" aria-hidden>
      <svg viewBox="0 0 100 30" preserveAspectRatio="none" className="block h-[30px] w-full overflow-visible">
        {spark.threshold !== undefined && (
          <path
            d={`M0 ${spark.threshold}H100`}
            className="fill-none stroke-warn [stroke-dasharray:1_3] [stroke-width:1] [vector-effect:non-scaling-stroke]"
          />
        )}
        <path d={spark.whole} className={`${line} [stroke-width:1.5]`} />
        <path d={spark.partial} className={`${line} [stroke-width:1.5] [stroke-dasharray:2.5_3]`} />
        <path d={spark.alone} className={`${line} [stroke-linecap:round] [stroke-width:3.5]`} />
      </svg>
      {spark.corrected.map(({ x, y }) => (
        <i
          key={x}
          className="absolute size-1.5 -translate-1/2 rotate-45 rounded-[1px] bg-corr"
          style={{ left: `${x}%`, top: `${y}%` }}
        />
      ))}
      {spark.end && (
        <i
          className={`absolute -translate-1/2 rounded-full ${spark.end.partial ? 'size-2 border border-dashed border-data bg-surface' : `size-1.5 ring-2 ring-surface ${muted ? 'bg-ghost' : 'bg-data'}`}`}
          style={{ left: `${spark.end.x}%`, top: `${spark.end.y}%` }}
        />
      )}
    </div>
  );
}
