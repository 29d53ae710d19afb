import { connect } from './client.ts';
import { CliFailure, EXIT } from './exit.ts';

export interface TraceOptions {
  readonly product: string;
  readonly partition?: number;
  readonly position?: number;
  readonly source?: string;
  readonly id?: string;
  readonly from?: string;
  readonly to?: string;
  readonly payload?: boolean;
  readonly url?: string;
  readonly json?: boolean;
}

interface Stage {
  readonly stage: string;
  readonly state: string;
  readonly at?: string;
  readonly details: readonly { readonly name: string; readonly value: string }[];
}

export interface Trace {
  readonly partition: number;
  readonly position: number;
  readonly source?: string;
  readonly id?: string;
  readonly subject?: string;
  readonly eventTime?: string;
  readonly stages: readonly Stage[];
  readonly payload?: { readonly bytes: number; readonly text?: string; readonly base64?: string };
}

const PARAMETERS = ['product', 'partition', 'position', 'source', 'id', 'from', 'to'] as const;

/** Prints an event's way, a stage a line and what is known of it below; with --payload also what came. */
export async function trace(options: TraceOptions): Promise<void> {
  const byPosition = options.partition !== undefined && options.position !== undefined;
  const byIdentity = options.source !== undefined && options.id !== undefined;
  if (byPosition === byIdentity)
    throw new CliFailure(
      'A record is named by --partition and --position, or an event by --source and --id.',
      EXIT.usage,
    );
  const client = await connect(options, options.payload ? 'operator' : 'viewer');
  const parameters = new URLSearchParams();
  for (const name of PARAMETERS) if (options[name] !== undefined) parameters.set(name, String(options[name]));
  const { items } = await client.json<{ items: readonly Trace[] }>('GET', `/trace?${parameters}`);
  process.stdout.write(options.json ? `${JSON.stringify({ items })}\n` : items.map(tracePrinted).join('\n'));
}

const MARKS: Readonly<Record<string, string>> = { reached: '✓', left: '✗', pending: '…', 'not-reached': '·' };

export function tracePrinted(one: Trace): string {
  const { partition, position, source, id, subject, eventTime, stages, payload } = one;
  const names = [source, id].filter((name) => name !== undefined).join(' ');
  const about = [subject && `subject ${subject}`, eventTime && `time ${eventTime}`]
    .filter(Boolean)
    .join(', ');
  const lines = [
    `partition ${partition}, position ${position}${names === '' ? '' : `: ${names}`}`,
    ...(about === '' ? [] : [`  ${about}`]),
    ...stages.flatMap(stageLines),
    ...(payload ? [`  payload, ${payload.bytes} bytes`, payload.text ?? payload.base64 ?? ''] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function stageLines({ stage, state, at, details }: Stage): readonly string[] {
  const word = state === 'reached' ? '' : ` ${state.replace('-', ' ')}`;
  const width = Math.max(0, ...details.map(({ name }) => name.length));
  return [
    `  ${MARKS[state] ?? '?'} ${stage.padEnd(10)} ${(at ?? '').padEnd(24)}${word}`.trimEnd(),
    ...details.map(({ name, value }) => `      ${name.padEnd(width)}  ${value}`),
  ];
}
