import type { QueryAnswer } from '@dataforge/api-client';
import { formatNumber } from '../../numbers/format-number.ts';
import { clockWithSeconds, dayOf, durationOf } from '../../time/format-time.ts';

export interface AnswerFacts {
  readonly rows: string;
  readonly elapsed: string;
  /** Absent where nothing was read yet. */
  readonly watermark: { readonly time: string; readonly behind: string } | undefined;
  readonly cache: string;
  /** Of what was read; undefined where nothing is known. */
  readonly quarantined: string | undefined;
  readonly clean: boolean;
}

const MS_AS_SECONDS = 10_000;

/** How much an answer is to be trusted, in words; `now` is the server's, ms since the epoch. */
export function prepareFacts(pages: readonly QueryAnswer[], now: number): AnswerFacts {
  const [first] = pages as readonly [QueryAnswer];
  const rows = pages.reduce((sum, page) => sum + page.rows.length, 0);
  const elapsedMs = pages.reduce((sum, page) => sum + page.elapsedMs, 0);
  const share = first.quality?.quarantinedShare;
  return {
    rows: `${formatNumber(rows)}${pages.at(-1)?.nextCursor === undefined ? '' : ' of more'}`,
    elapsed: elapsedMs < MS_AS_SECONDS ? `${formatNumber(elapsedMs)} ms` : durationOf(elapsedMs),
    watermark: first.watermark === null ? undefined : watermarkOf(Date.parse(first.watermark), now),
    cache: first.cached ? `cached, ${durationOf(first.cacheAgeMs)} old` : 'fresh',
    quarantined: share === undefined ? undefined : shareText(share),
    clean: share === 0,
  };
}

function watermarkOf(ms: number, now: number): AnswerFacts['watermark'] {
  const clock = `${clockWithSeconds(ms)} UTC`;
  return {
    time: dayOf(ms) === dayOf(now) ? clock : `${dayOf(ms)} ${clock}`,
    behind: `${durationOf(now - ms)} behind`,
  };
}

/** A share that is not nothing is never written as nothing. */
function shareText(share: number): string {
  if (share === 0) return 'none quarantined';
  return share < 0.0001 ? '< 0.01 % quarantined' : `${formatNumber(share * 100, 2)} % quarantined`;
}
