import { isLive, type Alert, type Severity } from './alert.ts';
import { verdictOf, type AlertRule } from './alert-rule.ts';

/** What one evaluation saw of a rule. */
export interface Observation {
  /** In the rule's unit; null where it cannot be told. */
  readonly value: number | null;
  readonly cause: string;
  /** In place of the rule's title. */
  readonly title?: string;
  readonly source?: string;
}

/** How long a rule's values have been bad, critical and well without a break, as times in ms since the epoch. */
export interface Track {
  readonly badSince?: number;
  readonly criticalSince?: number;
  readonly wellSince?: number;
}

export interface Advanced {
  readonly track: Track;
  /** The alert as it is now; absent where it is as it was. */
  readonly alert?: Alert;
}

/** A rule that breaks again within this time of being resolved opens its last alert again, ms. */
export const REOPEN_WITHIN_MS = 3_600_000;

/**
 * One step of an alert. `held` is the rule's newest alert.
 *
 * - It opens once values have been bad for the rule's `openAfterMs` without a break, and resolves once they have been well
 *   for its `resolveAfterMs`; a value between the two breaks both and changes nothing, so that what swings there is silent.
 * - The severity is critical once values have been so for `openAfterMs`, and does not fall before the alert resolves.
 * - What breaks again within an hour of being resolved is the same alert, with one occurrence more; whoever had acknowledged
 *   it still looks after it.
 * - Where nothing can be told nothing changes: silence is no proof that something is mended.
 */
export function advance(
  rule: AlertRule,
  track: Track,
  held: Alert | undefined,
  seen: Observation,
  now: number,
): Advanced {
  if (seen.value === null) return { track: {} };
  const next = tracked(track, verdictOf(rule, seen.value), now);
  const lasted = (since: number | undefined, ms: number) => since !== undefined && now - since >= ms;
  if (held && isLive(held)) {
    if (lasted(next.wellSince, rule.resolveAfterMs))
      return { track: {}, alert: { ...updated(rule, held, seen, now), state: 'resolved', resolvedAt: now } };
    const severity = lasted(next.criticalSince, rule.openAfterMs) ? 'critical' : held.severity;
    const alert = updated(rule, { ...held, severity }, seen, now);
    return { track: next, ...(differs(alert, held) && { alert }) };
  }
  if (next.badSince === undefined || !lasted(next.badSince, rule.openAfterMs)) return { track: next };
  const critical = rule.levels.warning === undefined || lasted(next.criticalSince, rule.openAfterMs);
  const severity = critical ? 'critical' : 'warning';
  const again = held?.resolvedAt !== undefined && now - held.resolvedAt <= REOPEN_WITHIN_MS;
  const alert = again
    ? reopened({ ...held, severity })
    : opened(rule, { since: next.badSince, severity, now });
  return { track: next, alert: updated(rule, alert, seen, now) };
}

function tracked(track: Track, verdict: ReturnType<typeof verdictOf>, now: number): Track {
  if (verdict === 'between') return {};
  if (verdict === 'well') return { wellSince: track.wellSince ?? now };
  return {
    badSince: track.badSince ?? now,
    ...(verdict === 'critical' && { criticalSince: track.criticalSince ?? now }),
  };
}

const opened = (
  { id, kind, product, kpi, title, unit }: AlertRule,
  { since, severity, now }: { readonly since: number; readonly severity: Severity; readonly now: number },
): Alert => ({
  id: `${id}-${since}`,
  rule: id,
  kind,
  severity,
  product,
  ...(kpi !== undefined && { kpi }),
  title,
  cause: '',
  value: null,
  threshold: null,
  unit,
  since,
  updatedAt: now,
  state: 'open',
  occurrences: 1,
});

function reopened({ resolvedAt: _over, ...alert }: Alert): Alert {
  const state = alert.acknowledgedAt === undefined ? 'open' : 'acknowledged';
  return { ...alert, state, occurrences: alert.occurrences + 1 };
}

function updated(
  rule: AlertRule,
  { source: _before, ...alert }: Alert,
  seen: Observation,
  now: number,
): Alert {
  return {
    ...alert,
    title: seen.title ?? rule.title,
    cause: seen.cause,
    value: seen.value,
    threshold: rule.levels[alert.severity] ?? null,
    unit: rule.unit,
    updatedAt: now,
    ...(seen.source !== undefined && { source: seen.source }),
  };
}

const differs = (a: Alert, b: Alert): boolean =>
  a.severity !== b.severity ||
  a.value !== b.value ||
  a.cause !== b.cause ||
  a.title !== b.title ||
  a.source !== b.source ||
  a.threshold !== b.threshold;
