import { toRfc3339 } from '@dataforge/kernel';
import type { Answer } from '../usecases/answer-question.ts';

/** Written as JSON in some milliseconds. */
const ROWS_AT_ONCE = 1_000;

/**
 * The answer as JSON. A large one is written in pieces, with other work between them: whole it would hold the process up
 * for as long as a third of a second.
 */
export function answerBody({ watermark, rows, ...answer }: Answer): string | ReadableStream<Uint8Array> {
  const head = { ...answer, watermark: watermark === null ? null : toRfc3339(watermark) };
  if (rows.length <= ROWS_AT_ONCE) return JSON.stringify({ ...head, rows });
  const encoder = new TextEncoder();
  let written = 0;
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = rows.slice(written, written + ROWS_AT_ONCE);
      const before = written === 0 ? `${JSON.stringify(head).slice(0, -1)},"rows":[` : ',';
      written += next.length;
      const after = written === rows.length ? ']}' : '';
      controller.enqueue(encoder.encode(`${before}${JSON.stringify(next).slice(1, -1)}${after}`));
      if (written === rows.length) controller.close();
    },
  });
}
