import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleDashed, OctagonAlert } from 'lucide-react';
import { formatNumber } from '../../numbers/format-number.ts';
import { kept } from '../../shell/shell-search.ts';
import { durationOf } from '../../time/format-time.ts';
import { useNow } from '../../time/use-now.ts';
import type { Accounts } from '../../accounts/prepare-accounts.ts';

/** The answer first: is everything accounted for, and how fresh is it. */
export function Says({
  accounts,
  freshest,
  openAlerts,
}: {
  readonly accounts: Accounts;
  /** Append time of the newest record, ms since the epoch; undefined while there is none. */
  readonly freshest: number | undefined;
  /** Undefined while it is not known. */
  readonly openAlerts: number | undefined;
}) {
  const link = 'border-b border-line-strong';
  const whole = accounts.unbalanced === 0;
  const nothing = accounts.accepted === 0;
  const [Icon, ink] = nothing
    ? [CircleDashed, 'text-ink-3']
    : whole
      ? [CircleCheck, 'text-ok']
      : [OctagonAlert, 'text-crit'];
  return (
    <h1 className="text-xl leading-7 font-bold">
      <Icon className={`mr-1.5 inline size-5 ${ink}`} aria-hidden />
      {nothing ? (
        'Nothing was accepted yet.'
      ) : whole ? (
        <>
          All{' '}
          <Link to="/ledger" search={kept} className={link}>
            {formatNumber(accounts.accepted)}
          </Link>{' '}
          accepted events accounted for.
        </>
      ) : (
        <>
          <Link to="/ledger" search={kept} className={link}>
            {formatNumber(accounts.unaccounted)}
          </Link>{' '}
          accepted events are not accounted for.
        </>
      )}{' '}
      {freshest !== undefined && <Freshest at={freshest} />}{' '}
      {openAlerts !== undefined && (
        <a href="#alerts" className={openAlerts === 0 ? 'font-normal text-ink-2' : link}>
          {openAlerts === 0 ? 'No' : formatNumber(openAlerts)} open {openAlerts === 1 ? 'alert' : 'alerts'}.
        </a>
      )}
    </h1>
  );
}

function Freshest({ at }: { readonly at: number }) {
  const now = useNow(1_000);
  return <span className="font-normal text-ink-2">Freshest {durationOf(Math.max(0, now - at))}.</span>;
}
