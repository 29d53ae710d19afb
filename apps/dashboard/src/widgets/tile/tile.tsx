import { Link } from '@tanstack/react-router';
import { kept } from '../../shell/shell-search.ts';
import { Command } from '../command.tsx';
import type { TileView } from './prepare-tile.ts';
import { Sparkline } from './sparkline.tsx';
import { TILE_LOOK } from './tile-look.ts';
import { ValueAge } from './value-age.tsx';

const FRAME = 'flex h-32 min-w-0 flex-col rounded-lg px-3 pt-2.5 pb-2 contain-content';

/** One KPI: what it is now, how it moved, how far to trust it. It has one height in all its states. */
export function Tile({ kpi, view }: { readonly kpi: string; readonly view: TileView }) {
  if (view.state === 'empty') return <EmptyTile view={view} />;
  const { icon: Icon, ink, edge } = TILE_LOOK[view.state];
  const stale = view.state === 'stale';
  return (
    <Link
      to="/explore"
      search={(held) => ({ ...kept(held), kpi })}
      className={`${FRAME} border-t-2 border-t-transparent bg-surface shadow-card hover:shadow-popover ${edge}`}
    >
      <span className="sr-only">{view.sentence}</span>
      <div aria-hidden className="contents">
        <h3 className="flex items-baseline gap-1.5 text-sm font-medium whitespace-nowrap text-ink-2">
          {view.title} <span className="truncate font-normal text-ink-3">{view.scope}</span>
        </h3>
        <p className="mt-0.5 flex items-baseline justify-between gap-2">
          <b className={`text-num leading-[30px] font-bold whitespace-nowrap ${stale ? 'text-ink-3' : ''}`}>
            {view.value}
            <small className="ml-1 text-sm font-normal text-ink-3">{view.unit}</small>
          </b>
          <span className="truncate text-xs text-ink-2">{view.change}</span>
        </p>
        <div className="mt-auto">
          <Sparkline spark={view.spark} muted={stale} />
        </div>
        <p className="mt-1.5 flex h-4 items-center justify-between gap-1.5 text-xs whitespace-nowrap text-ink-3">
          <span className={`flex min-w-0 items-center gap-1 ${ink}`}>
            <Icon className="size-3 flex-none" aria-hidden />
            <span className="truncate">{view.says}</span>
          </span>
          <ValueAge asOf={view.asOf} />
        </p>
      </div>
    </Link>
  );
}

function EmptyTile({ view }: { readonly view: TileView }) {
  return (
    <section aria-label={view.sentence} className={`${FRAME} border border-dashed border-line-strong`}>
      <h3 className="text-sm font-medium text-ink-2">{view.title}</h3>
      <p className="mt-1 text-sm text-ink-2">No event of this kind yet.</p>
      <div className="mt-auto">
        <Command text="npx --no dataforge send events.ndjson" />
      </div>
    </section>
  );
}

export function LoadingTile() {
  return (
    <div className={`${FRAME} bg-surface shadow-card`} role="status" aria-label="Loading">
      <span className="h-2.5 w-2/3 animate-pulse rounded-sm bg-surface-3" />
      <span className="mt-3 h-6 w-1/2 animate-pulse rounded-sm bg-surface-3" />
      <span className="mt-auto h-2.5 w-full animate-pulse rounded-sm bg-surface-3" />
    </div>
  );
}
