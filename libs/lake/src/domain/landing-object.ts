import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { parseRfc3339, toRfc3339 } from '@dataforge/kernel';
import type { LogRecord, Position } from '@dataforge/events';

/**
 * A landing object: the raw records of one partition, in position order, as gzip'd JSON lines. A line is
 *
 *     { "partition": 0, "position": 17, "appendedAt": "2026-11-23T14:32:00.000Z", "key": "…",
 *       "headers": { "…": "…" }, "value": "text" }
 *
 * with `value64` (base64) in place of `value` where the bytes are not UTF-8. Its key is
 * `<topic>/<partition>/<first position, 20 digits>.jsonl.gz`. The same records give the same bytes.
 * This is the archive that rebuilds read; change it only by adding members.
 */
interface LandingLine {
  readonly partition: number;
  readonly position: number;
  readonly appendedAt: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value?: string | undefined;
  readonly value64?: string | undefined;
}

const compress = promisify(gzip);
const inflate = promisify(gunzip);
/** Each piece of what comes out is a turn of a thread; the default is 16 KiB. */
const PACKED_BYTES = 512 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const landingKey = (topic: string, partition: number, first: Position): string =>
  `${topic}/${partition}/${String(first).padStart(20, '0')}.jsonl.gz`;

export function encodeLanding(records: readonly LogRecord[]): Promise<Uint8Array> {
  const lines = records.map(({ partition, position, appendedAt, key, headers, value }) => {
    const text = textOf(value);
    const line: LandingLine = {
      partition,
      position,
      appendedAt: toRfc3339(appendedAt),
      key,
      headers,
      value: text,
      value64: text === undefined ? Buffer.from(value).toString('base64') : undefined,
    };
    return `${JSON.stringify(line)}\n`;
  });
  return compress(lines.join(''), { level: 1, chunkSize: PACKED_BYTES });
}

/** Undefined where the bytes are not UTF-8. */
function textOf(value: Uint8Array): string | undefined {
  try {
    return utf8.decode(value);
  } catch {
    return undefined;
  }
}

export async function decodeLanding(bytes: Uint8Array): Promise<readonly LogRecord[]> {
  const text = (await inflate(bytes, { chunkSize: PACKED_BYTES })).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { partition, position, appendedAt, key, headers, value, value64 } = JSON.parse(
        line,
      ) as LandingLine;
      return {
        partition,
        position: position as Position,
        appendedAt: parseRfc3339(appendedAt) as number,
        key,
        headers,
        value: value64 === undefined ? Buffer.from(value ?? '', 'utf8') : Buffer.from(value64, 'base64'),
      };
    });
}
