import { Link2, Unlink } from 'lucide-react';
import { useLive } from '../live/live-store.ts';

/** How the page gets its news. */
export function LiveFoot() {
  const { connection, answered, latencyMs } = useLive();
  const Icon = connection === 'polling' ? Unlink : Link2;
  const words = {
    connecting: 'connecting…',
    connected: `socket connected${latencyMs === null ? '' : ` · ${latencyMs} ms`}`,
    polling: answered ? 'socket down, polling' : 'server down, retrying',
  }[connection];
  return (
    <div className="mt-auto p-2 text-xs text-ink-3">
      <p className="flex items-center gap-1.5">
        <Icon className="size-3" aria-hidden />
        {words}
      </p>
      <p className="mt-1.5 flex items-center gap-1.5">
        <kbd className="rounded-sm border border-line px-1 font-mono">?</kbd> keys
        <kbd className="rounded-sm border border-line px-1 font-mono">g</kbd> then a letter
      </p>
    </div>
  );
}
