import { Pause, Play, TriangleAlert } from 'lucide-react';
import { useLive } from '../live/live-store.ts';

/** Whether the view moves; freezes it, and lets it go on. */
export function LiveControl() {
  const { connection, answered, paused, waiting, pause, resume } = useLive();
  if (paused)
    return (
      <div className="inline-flex h-[30px] items-center overflow-hidden rounded-md border border-accent bg-accent-soft font-medium text-accent-text">
        <span className="px-2.5 whitespace-nowrap" role="status">
          Paused <span className="max-lg:sr-only">{waiting} waiting</span>
        </span>
        <button
          type="button"
          onClick={resume}
          className="inline-flex h-full items-center gap-1.5 border-l border-accent px-2.5 font-bold"
        >
          <Play className="size-3.5" aria-hidden /> Resume
        </button>
      </div>
    );
  return (
    <div className="inline-flex h-[30px] items-center overflow-hidden rounded-md border border-line">
      <span className="inline-flex items-center gap-2 px-2.5 whitespace-nowrap" role="status">
        {connection === 'polling' ? (
          <>
            <TriangleAlert className="size-3.5 text-warn" aria-hidden />
            {answered ? 'Polling every 5 s' : 'No answer, retrying'}
          </>
        ) : (
          <>
            <span className="size-[7px] rounded-full bg-accent ring-3 ring-accent-soft" aria-hidden />
            {connection === 'connected' ? 'Live' : 'Connecting'}
          </>
        )}
      </span>
      <button
        type="button"
        onClick={pause}
        className="inline-flex h-full items-center gap-1.5 border-l border-line px-2.5 text-ink-2 hover:bg-surface-2"
      >
        <Pause className="size-3.5" aria-hidden /> <span className="max-lg:sr-only">Pause</span>
      </button>
    </div>
  );
}
