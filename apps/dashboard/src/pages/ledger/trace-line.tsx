import { Check, Clock, LogOut, Minus, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { NodeLook, TraceNode } from './prepare-trace.ts';

const LOOK: Readonly<Record<NodeLook, { icon: LucideIcon; ring: string; line: string }>> = {
  reached: { icon: Check, ring: 'border-ok text-ok', line: 'border-solid' },
  left: { icon: LogOut, ring: 'border-line-strong text-ink-2', line: 'border-dotted' },
  failed: { icon: TriangleAlert, ring: 'border-warn text-warn', line: 'border-dotted' },
  pending: { icon: Clock, ring: 'border-dashed border-accent text-accent-text', line: 'border-dotted' },
  off: { icon: Minus, ring: 'border-dashed border-line-strong text-ink-3', line: 'border-dotted' },
};

/** Stages one below the other, with when the event came there. */
export function TraceLine({
  nodes,
  sentence,
}: {
  readonly nodes: readonly TraceNode[];
  readonly sentence: string;
}) {
  return (
    <ol aria-label={sentence}>
      {nodes.map((node, place) => (
        <Node key={node.title} node={node} last={place === nodes.length - 1} />
      ))}
    </ol>
  );
}

function Node({ node, last }: { readonly node: TraceNode; readonly last: boolean }) {
  const { icon: Icon, ring, line } = LOOK[node.look];
  const off = node.look === 'off';
  return (
    <li className={`relative pl-[30px] ${last ? '' : 'pb-2.5'}`}>
      {!last && (
        <span
          aria-hidden
          className={`absolute top-5 -bottom-px left-[9px] border-l-2 border-line-strong opacity-60 ${line}`}
        />
      )}
      <span
        aria-hidden
        className={`absolute top-0 left-0 grid size-5 place-items-center rounded-full border-[1.5px] bg-surface ${ring}`}
      >
        <Icon className="size-3" />
      </span>
      <h3 className={`flex items-baseline gap-2 ${off ? 'text-ink-3' : 'font-bold'}`}>
        {node.title}
        <span className="text-xs font-normal text-ink-3">{node.since}</span>
        <time dateTime={node.at} title={node.at} className="ml-auto text-sm font-normal text-ink-2">
          {node.clock}
        </time>
      </h3>
      <dl className="mt-0.5 grid grid-cols-[72px_minmax(0,1fr)] gap-x-2 gap-y-px text-sm">
        {node.details.map(({ name, value }, place) => (
          <Detail key={`${name} ${place}`} name={name} value={value} />
        ))}
      </dl>
    </li>
  );
}

/** A name too long for its column, such as a table's, stands above its value. */
function Detail({ name, value }: { readonly name: string; readonly value: string }) {
  const long = name.length > 12;
  return (
    <>
      <dt className={`text-ink-3 ${long ? 'col-span-2 font-mono text-xs break-words' : ''}`}>{name}</dt>
      <dd className={`break-words ${long ? 'col-span-2 pl-2' : ''}`}>{value}</dd>
    </>
  );
}
