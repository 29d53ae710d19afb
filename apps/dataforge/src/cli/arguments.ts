import { InvalidArgumentError } from 'commander';
import { parseRfc3339 } from '@dataforge/kernel';

/** An option that takes a whole number. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most))
      throw new InvalidArgumentError(
        most === Number.MAX_SAFE_INTEGER
          ? `It is a whole number from ${least} on.`
          : `It is a whole number from ${least} to ${most}.`,
      );
    return number;
  };

/** An option that takes a time; it goes to the server as it was written. */
export function time(text: string): string {
  if (parseRfc3339(text) === undefined)
    throw new InvalidArgumentError('It is a time with its offset, such as 2026-11-23T14:00:00Z.');
  return text;
}
