import { CircleCheck, Link2, OctagonAlert } from 'lucide-react';
import { prepareAccounts } from '../../accounts/prepare-accounts.ts';
import { useLedger } from '../../api/ledger.ts';
import { isForbidden } from '../../api/problem.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { Checked } from '../../time/checked.tsx';
import { Command } from '../../widgets/command.tsx';
import { Failed } from '../../widgets/failed.tsx';
import { Forbidden } from '../../widgets/forbidden.tsx';
import { useCopy } from '../../widgets/use-copy.ts';
import { Balance } from './balance.tsx';
import { Minutes } from './minutes.tsx';

/** Where every accepted event is. */
export function Ledger() {
  const ledger = useLedger();
  const lines = ledger.data ?? [];
  if (ledger.error && !ledger.data)
    return (
      <div className="p-5">
        {isForbidden(ledger.error) ? (
          <Forbidden what="The ledger" error={ledger.error} />
        ) : (
          <Failed what="The ledger" error={ledger.error} retry={() => void ledger.refetch()} />
        )}
      </div>
    );
  return (
    <div className="flex min-w-0 flex-col gap-4 px-3 py-4 md:px-5">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <Answer {...prepareAccounts(lines)} pending={ledger.isPending} />
        <div className="flex items-center gap-2">
          <Checked at={ledger.dataUpdatedAt} failure={ledger.error} />
          <CopyLink />
        </div>
      </header>
      {!ledger.isPending && lines.every(({ accepted }) => accepted === 0) ? (
        <section className="rounded-lg border border-dashed border-line-strong p-4">
          <p className="mb-2 text-ink-2">Nothing was accepted yet. Send some events:</p>
          <Command text="npx --no dataforge send events.ndjson" />
        </section>
      ) : (
        <>
          <Balance lines={lines} pending={ledger.isPending} />
          <Minutes />
        </>
      )}
    </div>
  );
}

function Answer({
  lines,
  unbalanced,
  accepted,
  inFlight,
  unaccounted,
  pending,
}: ReturnType<typeof prepareAccounts> & { readonly pending: boolean }) {
  const Icon = unbalanced === 0 ? CircleCheck : OctagonAlert;
  if (pending) return <h1 className="text-xl leading-7 font-bold">Reading the ledger…</h1>;
  return (
    <h1 className="text-xl leading-7 font-bold">
      <Icon className={`mr-1.5 inline size-5 ${unbalanced === 0 ? 'text-ok' : 'text-crit'}`} aria-hidden />
      {lines - unbalanced} of {lines} balanced.{' '}
      <span className="font-normal text-ink-2">
        {formatNumber(accepted)} accepted, {formatNumber(inFlight)} in flight, {formatNumber(unaccounted)}{' '}
        unaccounted.
      </span>
    </h1>
  );
}

function CopyLink() {
  const { copied, copy } = useCopy();
  return (
    <button
      type="button"
      onClick={() => copy(window.location.href)}
      className="inline-flex h-[26px] items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-sm"
    >
      <Link2 className="size-3.5" aria-hidden /> {copied ? 'Copied' : 'Copy link'}
    </button>
  );
}
