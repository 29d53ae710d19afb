import { HOUR_MS } from '@dataforge/kernel';
import type { LedgerLine } from '@dataforge/ledger';

/** What the ledger said of one product at one time, ms since the epoch. */
interface Account {
  readonly at: number;
  /** Records that have a fate, and those of them that are quarantined or dead letters. */
  readonly fated: number;
  readonly failed: number;
  /** Per stage and partition. */
  readonly places: ReadonlyMap<string, { readonly accepted: number; readonly inFlight: number }>;
}

export interface AccountHistory {
  /** Takes in the ledger's lines of one product, not by minute. */
  add(at: number, lines: readonly LedgerLine[]): void;
  /**
   * Failed records among those that got a fate lately, as long ago as `windowMs` or, where those are too few to tell, up to
   * an hour. Undefined where they are too few altogether.
   */
  failures(windowMs: number): { readonly failed: number; readonly fated: number } | undefined;
  /**
   * Records that were accepted longer than `dueMs` ago and are still on their way to landing or to a fate, and how many were
   * accepted within `windowMs` before that. Undefined while nothing is known from so long ago.
   */
  overdue(
    dueMs: number,
    windowMs: number,
  ): { readonly overdue: number; readonly accepted: number } | undefined;
}

/** Fewer records say nothing of a share. */
const LEAST_RECORDS = 20;
const KEPT_MS = HOUR_MS;
/** More accounts than an hour has at the pace of the evaluation are thinned by forgetting the oldest. */
const MOST_ACCOUNTS = 400;

/**
 * The accounts of the last hour, in memory alone: what happened in a stretch of time is the difference of two totals, so that
 * nothing is scanned, and the clock is the one by which records are appended and read. How old the events in them
 * are by their own times does not matter.
 */
export function accountHistory(): AccountHistory {
  const accounts: Account[] = [];

  /** The newest account that is at least so old. */
  const before = (ms: number): Account | undefined => {
    const newest = accounts[accounts.length - 1];
    return newest && accounts.findLast(({ at }) => at <= newest.at - ms);
  };

  return {
    add(at, lines) {
      accounts.push(accountOf(at, lines));
      while (accounts.length > MOST_ACCOUNTS || (accounts[0] as Account).at < at - KEPT_MS) accounts.shift();
    },
    failures(windowMs) {
      const newest = accounts[accounts.length - 1];
      if (!newest) return undefined;
      const latest = before(windowMs) ?? (accounts[0] as Account);
      const from = accounts.findLast(
        ({ at, fated }) => at <= latest.at && newest.fated - fated >= LEAST_RECORDS,
      );
      if (!from) return undefined;
      // What retention has expired of quarantine since is no repair.
      return { failed: Math.max(0, newest.failed - from.failed), fated: newest.fated - from.fated };
    },
    overdue(dueMs, windowMs) {
      const newest = accounts[accounts.length - 1];
      const due = before(dueMs);
      if (!newest || !due) return undefined;
      const begin = before(dueMs + windowMs) ?? (accounts[0] as Account);
      const late: Record<string, number> = {};
      const accepted: Record<string, number> = {};
      for (const [place, { accepted: all, inFlight }] of newest.places) {
        const [stage = ''] = place.split(' ');
        const then = due.places.get(place)?.accepted ?? 0;
        late[stage] = (late[stage] ?? 0) + Math.max(0, then - (all - inFlight));
        accepted[stage] = (accepted[stage] ?? 0) + then - (begin.places.get(place)?.accepted ?? 0);
      }
      return {
        overdue: Math.max(0, ...Object.values(late)),
        accepted: Math.max(0, ...Object.values(accepted)),
      };
    },
  };
}

function accountOf(at: number, lines: readonly LedgerLine[]): Account {
  const refine = lines.filter(({ stage }) => stage === 'refine');
  const sum = (of: (line: LedgerLine) => number) => refine.reduce((total, line) => total + of(line), 0);
  return {
    at,
    fated: sum((line) => line.accepted - line.inFlight),
    failed: sum((line) => line.quarantined + line.deadLettered),
    places: new Map(lines.map((line) => [`${line.stage} ${line.partition}`, line])),
  };
}
