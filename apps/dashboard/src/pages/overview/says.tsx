import { Link } from '@tanstack/react-router';
import { CircleCheck, OctagonAlert } from 'lucide-react';
import type { Metric } from '../../api/metrics.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { kept } from '../../shell/shell-search.ts';
import { Freshest } from '../../time/freshest.tsx';
import type { Accounts } from '../../accounts/prepare-accounts.ts';

/** The answer first: is everything accounted for, and how fresh is it. */
export function Says({
  accounts,
  metrics,
  openAlerts,
}: {
  readonly accounts: Accounts;
  readonly metrics: readonly Metric[];
  /** Undefined while it is not known. */
  readonly openAlerts: number | undefined;
}) {
  const link = 'border-b border-line-strong';
  const whole = accounts.unbalanced === 0;
  const Icon = whole ? CircleCheck : OctagonAlert;
  return (
    <h1 className="text-xl leading-7 font-bold">
      <Icon className={`mr-1.5 inline size-5 ${whole ? 'text-ok' : 'text-crit'}`} aria-hidden />
      {accounts.accepted === 0 ? (
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
      <span className="font-normal text-ink-2">
        Freshest <Freshest metrics={metrics} />.
      </span>{' '}
      {openAlerts !== undefined && (
        <a href="#alerts" className={openAlerts === 0 ? 'font-normal text-ink-2' : link}>
          {openAlerts === 0 ? 'No' : formatNumber(openAlerts)} open {openAlerts === 1 ? 'alert' : 'alerts'}.
        </a>
      )}
    </h1>
  );
}
