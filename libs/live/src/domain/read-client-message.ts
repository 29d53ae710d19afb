import { err, ok, type Result } from '@dataforge/kernel';
import { clientMessageSchema, type ClientMessage } from '../protocol/index.ts';

/** Reads what a client sent; else says what is wrong with it, in words for whoever wrote the client. */
export function readClientMessage(text: string): Result<ClientMessage, string> {
  const json = jsonOf(text);
  if (json === undefined) return err('A message is a JSON text, and this is none.');
  const read = clientMessageSchema.safeParse(json);
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  const place = issue?.path.join('.') || 'type';
  return err(
    `The message cannot be used: ${place} (${issue?.message ?? 'unknown'}). There are subscribe, unsubscribe and ping.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
