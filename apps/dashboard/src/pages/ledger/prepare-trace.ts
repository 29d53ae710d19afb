import type { EventTrace, TraceStage } from '@dataforge/api-client';
import { clockWithMillis, elapsedOf } from '../../time/format-time.ts';

/** How a stage is drawn: `left` where the event's way ended. */
export type NodeLook = 'reached' | 'left' | 'failed' | 'pending' | 'off';

export interface TraceNode {
  readonly title: string;
  readonly look: NodeLook;
  /** Since it was accepted: `+584 ms`; empty where no time is told. */
  readonly since: string;
  /** `14:17:00.702`; empty where none is told. */
  readonly clock: string;
  /** RFC 3339 */
  readonly at?: string | undefined;
  readonly details: TraceStage['details'];
}

export interface TraceView {
  /** Of the event's name, the part that tells it from others. */
  readonly name: string;
  readonly sentence: string;
  readonly nodes: readonly TraceNode[];
}

const NAMES: Readonly<Record<TraceStage['stage'], string>> = {
  accepted: 'Accepted',
  landed: 'Landed',
  refined: 'Refined',
  aggregated: 'Aggregated',
  served: 'Served',
};

/** Fates that somebody should look at; the others are an end as well, and a good one. */
const FAILURES = ['quarantined', 'dead-lettered', 'none'];

/** The stages as nodes of a line, which ends where the event left. */
export function prepareTrace(trace: EventTrace): TraceView {
  const accepted = Date.parse(trace.stages[0]?.at ?? '');
  const reached = trace.stages.filter(({ state }) => state !== 'not-reached');
  const off = trace.stages.filter(({ state }) => state === 'not-reached');
  const nodes = reached.map((stage, place) => nodeOf(stage, place === 0 ? NaN : accepted));
  return {
    name: [trace.source, trace.id].filter((part) => part !== undefined).join(' / ') || 'no event',
    sentence: nodes
      .map(({ title, look, since }) => `${title}${look === 'pending' ? ' pending' : ''} ${since}`.trim())
      .join(', '),
    nodes: [
      ...nodes,
      ...(off.length === 0
        ? []
        : [
            {
              ...{ title: off.map(({ stage }) => NAMES[stage]).join(', '), look: 'off' as const },
              ...{ since: 'not reached', clock: '', details: off.flatMap(({ details }) => details) },
            },
          ]),
    ],
  };
}

function nodeOf({ stage, state, at, details }: TraceStage, accepted: number): TraceNode {
  const time = Date.parse(at ?? '');
  const told = { at, details, clock: at === undefined ? '' : clockWithMillis(time) };
  const since = Number.isNaN(time - accepted) ? '' : `+${elapsedOf(Math.max(0, time - accepted))}`;
  if (state === 'pending') return { ...told, title: NAMES[stage], look: 'pending', since: 'on its way' };
  if (state !== 'left')
    return {
      ...{ ...told, title: NAMES[stage], look: 'reached', since },
      details: details.filter(({ name }) => name !== 'fate'),
    };
  const fate = details.find(({ name }) => name === 'fate')?.value ?? '';
  const failed = FAILURES.some((one) => fate.startsWith(one));
  return {
    ...told,
    title: failed && fate.startsWith('none') ? 'Unaccounted for' : capital(fate),
    look: failed ? 'failed' : 'left',
    since: `at refine${since === '' ? '' : `, ${since}`}`,
    details: details.filter(({ name, value }) => name !== 'fate' || value.startsWith('none')),
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
