import type { AnswerCache, HeldAnswer } from '../ports/answer-cache.ts';

/**
 * A cache in this process, the least recently used let go first. `maxBytes`: of all answers and questions together, roughly
 * as JSON; in memory they take a few times that.
 */
export function answerCache({ maxBytes }: { readonly maxBytes: number }): AnswerCache {
  // A map keeps the order in which its entries were put.
  const held = new Map<string, HeldAnswer>();
  let bytes = 0;
  const sizeOf = (question: string, answer: HeldAnswer) => question.length + answer.rows.bytes;
  function drop(question: string): void {
    const answer = held.get(question);
    if (!answer) return;
    held.delete(question);
    bytes -= sizeOf(question, answer);
  }
  return {
    async get(question) {
      const answer = held.get(question);
      if (!answer) return undefined;
      held.delete(question);
      held.set(question, answer);
      return answer;
    },
    async put(question, answer) {
      drop(question);
      const size = sizeOf(question, answer);
      if (size > maxBytes) return;
      for (const oldest of held.keys()) {
        if (bytes + size <= maxBytes) break;
        drop(oldest);
      }
      held.set(question, answer);
      bytes += size;
    },
  };
}
