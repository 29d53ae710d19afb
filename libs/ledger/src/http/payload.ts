import type { LogRecord } from '@dataforge/events';
import { z } from '@hono/zod-openapi';

/** More of a record is not shown: its object in landing has it whole. */
const MOST_BYTES = 64 * 1024;

/** What came, as it came. */
export const payloadSchema = z.object({
  headers: z.record(z.string(), z.string()),
  bytes: z.int().openapi({ description: 'Of the whole record, of which the first 65536 are told' }),
  text: z.string().optional(),
  base64: z.string().optional().openapi({ description: 'In place of text where the bytes are not UTF-8' }),
});

export function payloadOf({ headers, value }: LogRecord): z.infer<typeof payloadSchema> {
  const told = value.subarray(0, MOST_BYTES);
  const text = textOf(told, told.byteLength < value.byteLength);
  return {
    headers: { ...headers },
    bytes: value.byteLength,
    ...(text === undefined ? { base64: Buffer.from(told).toString('base64') } : { text }),
  };
}

/** Undefined where the bytes are not UTF-8. Of a character that was cut nothing is told. */
function textOf(bytes: Uint8Array, cut: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}
