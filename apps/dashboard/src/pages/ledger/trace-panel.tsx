import type { EventTrace } from '@dataforge/api-client';
import { Check, Link2, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { isForbidden } from '../../api/problem.ts';
import { useTrace, type TraceOf } from '../../api/trace.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { Failed } from '../../widgets/failed.tsx';
import { Forbidden } from '../../widgets/forbidden.tsx';
import { useCopy } from '../../widgets/use-copy.ts';
import { prepareTrace } from './prepare-trace.ts';
import { TraceLine } from './trace-line.tsx';

const BUTTON = 'grid size-[26px] flex-none place-items-center rounded-md text-ink-2 hover:bg-surface-2';

/** One event's way through the stages, which ends where it left. */
export function TracePanel({ of, onClose }: { readonly of: TraceOf; readonly onClose: () => void }) {
  const trace = useTrace(of);
  const { copied, copy } = useCopy();
  const CopyIcon = copied ? Check : Link2;
  const [event] = trace.data ?? [];
  const panel = useRef<HTMLElement>(null);
  // Where the panel stands below the list, choosing a row would otherwise seem to do nothing.
  useEffect(() => panel.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section
      ref={panel}
      aria-labelledby="trace"
      className="min-w-0 scroll-my-14 rounded-lg bg-surface shadow-card lg:sticky lg:top-[calc(var(--bar)+16px)] lg:max-h-[calc(100vh-var(--bar)-32px)] lg:overflow-auto"
    >
      <header className="flex min-h-10 items-center gap-2 pr-3 pl-4">
        <h2 id="trace" className="font-bold">
          Trace
        </h2>
        <code className="min-w-0 flex-1 truncate font-mono text-xs text-ink-2">
          p{of.partition}, {formatNumber(of.position)}
        </code>
        <button
          type="button"
          aria-label={copied ? 'Copied' : 'Copy the link to this trace'}
          className={BUTTON}
          onClick={() => copy(window.location.href)}
        >
          <CopyIcon className="size-3.5" aria-hidden />
        </button>
        <button type="button" aria-label="Close the trace" className={BUTTON} onClick={onClose}>
          <X className="size-3.5" aria-hidden />
        </button>
      </header>
      {event ? (
        <Traced event={event} />
      ) : trace.error ? (
        isForbidden(trace.error) ? (
          <Forbidden what="The trace" error={trace.error} />
        ) : (
          <Failed what="The trace" error={trace.error} retry={() => void trace.refetch()} />
        )
      ) : (
        <Loading />
      )}
    </section>
  );
}

function Traced({ event }: { readonly event: EventTrace }) {
  const view = prepareTrace(event);
  return (
    <div className="px-4 pb-4">
      <Name text={view.name} id={event.id}>
        {event.subject !== undefined && <>subject {event.subject}</>}
        {event.eventTime !== undefined && <> at {event.eventTime}</>}
      </Name>
      <TraceLine nodes={view.nodes} sentence={view.sentence} />
      {event.payload && <Payload payload={event.payload} />}
    </div>
  );
}

function Name({
  text,
  id,
  children,
}: {
  readonly text: string;
  readonly id: string | undefined;
  readonly children: ReactNode;
}) {
  const { copied, copy } = useCopy();
  return (
    <div className="mb-3 text-xs">
      <p className="flex items-start gap-2">
        <code className="min-w-0 flex-1 font-mono break-words text-ink-2">{text}</code>
        {id !== undefined && (
          <button
            type="button"
            onClick={() => copy(id)}
            className="flex-none text-accent-text hover:underline"
          >
            {copied ? 'Copied' : 'Copy id'}
          </button>
        )}
      </p>
      <p className="mt-0.5 text-ink-3">{children}</p>
    </div>
  );
}

function Payload({ payload }: { readonly payload: NonNullable<EventTrace['payload']> }) {
  return (
    <details className="mt-3 border-t border-line pt-3 text-sm">
      <summary className="cursor-pointer text-accent-text">
        Original bytes <span className="text-ink-3">{formatNumber(payload.bytes)}</span>
      </summary>
      <pre
        tabIndex={0}
        className="mt-2 max-h-60 overflow-auto rounded-md bg-surface-2 p-2 font-mono text-xs break-all whitespace-pre-wrap"
      >
        {payload.text ?? payload.base64}
      </pre>
    </details>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Reading the trace…" className="px-4 pb-4">
      {Array.from({ length: 5 }, (_, place) => (
        <span key={place} className="mb-6 block h-2.5 w-3/4 animate-pulse rounded-sm bg-surface-3" />
      ))}
    </div>
  );
}
