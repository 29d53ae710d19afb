import { useNow } from '../../time/use-now.ts';
import { ageText } from './prepare-tile.ts';

/** How old a value is; what counts the seconds is this, so that a tile is drawn anew for its value alone. */
export function ValueAge({ asOf }: { readonly asOf: number | null }) {
  const now = useNow(1_000);
  if (asOf === null) return <time>{ageText(asOf, now)}</time>;
  const at = new Date(asOf).toISOString();
  return (
    <time dateTime={at} title={`newest record of ${at}`}>
      {ageText(asOf, now)}
    </time>
  );
}
