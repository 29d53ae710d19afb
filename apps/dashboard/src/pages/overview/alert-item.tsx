import type { Alert } from '@dataforge/api-client';
import { Link } from '@tanstack/react-router';
import { CircleCheck, OctagonAlert, TriangleAlert, User, type LucideIcon } from 'lucide-react';
import { useAcknowledge } from '../../api/alerts.ts';
import { kept } from '../../shell/shell-search.ts';
import { clockOf } from '../../time/format-time.ts';
import { useNow } from '../../time/use-now.ts';
import { whenText } from './prepare-feed.ts';

interface Look {
  readonly icon: LucideIcon;
  readonly ink: string;
  readonly word: string;
}

const CRITICAL: Look = { icon: OctagonAlert, ink: 'text-crit', word: 'Critical' };
const WARNING: Look = { icon: TriangleAlert, ink: 'text-warn', word: 'Warning' };
const RESOLVED: Look = { icon: CircleCheck, ink: 'text-ok', word: 'Resolved' };

const lookOf = ({ state, severity }: Alert): Look =>
  state === 'resolved' ? RESOLVED : severity === 'critical' ? CRITICAL : WARNING;

const LINK = 'text-accent-text hover:underline';

/** One alert: what broke, since when, what to do. */
export function AlertItem({
  alert,
  mayAcknowledge,
}: {
  readonly alert: Alert;
  readonly mayAcknowledge: boolean;
}) {
  const now = useNow(60_000);
  const { icon: Icon, ink, word } = lookOf(alert);
  const { kpi } = alert;
  return (
    <article className="flex gap-3 text-sm" aria-label={`${word}: ${alert.title}`}>
      <Icon className={`mt-0.5 size-4 flex-none ${ink}`} aria-hidden />
      <div className="min-w-0 flex-1">
        <h3 className={alert.state === 'resolved' ? 'text-ink-2' : 'font-bold'}>
          {alert.title} <span className="font-normal text-ink-2">{alert.product}</span>
        </h3>
        <p className="text-ink-2">{alert.cause}</p>
        <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-3">
          <span className={`font-medium ${ink}`}>{word}</span>
          <span>{whenText(alert, now)}</span>
          {alert.occurrences > 1 && <span>{alert.occurrences} times</span>}
          <a href={alert.runbook} target="_blank" rel="noreferrer" className={LINK}>
            Runbook
          </a>
          {kpi !== undefined && (
            <Link to="/explore" search={(held) => ({ ...kept(held), kpi })} className={LINK}>
              Explore
            </Link>
          )}
        </p>
      </div>
      <Acknowledged alert={alert} mayAcknowledge={mayAcknowledge} />
    </article>
  );
}

function Acknowledged({
  alert,
  mayAcknowledge,
}: {
  readonly alert: Alert;
  readonly mayAcknowledge: boolean;
}) {
  const acknowledge = useAcknowledge();
  if (alert.state === 'acknowledged')
    return (
      <p className="flex h-6 items-center gap-1 self-start rounded-full bg-mute-soft px-2 text-xs whitespace-nowrap text-ink-2">
        <User className="size-3" aria-hidden />
        <span className="sr-only">acknowledged by</span>
        {alert.acknowledgedBy}
        {alert.acknowledgedAt !== undefined && `, ${clockOf(Date.parse(alert.acknowledgedAt))}`}
      </p>
    );
  if (alert.state === 'resolved' || !mayAcknowledge) return null;
  return (
    <div className="flex max-w-40 flex-none flex-col items-end gap-1">
      <button
        type="button"
        disabled={acknowledge.isPending}
        onClick={() => acknowledge.mutate(alert.id)}
        className="h-7 rounded-md border border-line-strong px-2 hover:bg-surface-2 disabled:text-ink-3"
      >
        {acknowledge.isPending ? 'Acknowledging…' : 'Acknowledge'}
      </button>
      {acknowledge.error && (
        <p role="alert" className="text-right text-xs text-crit">
          {acknowledge.error.message}
        </p>
      )}
    </div>
  );
}
