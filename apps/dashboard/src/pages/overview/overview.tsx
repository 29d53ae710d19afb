import { useAlerts } from '../../api/alerts.ts';
import { useLedger, useLedgerByMinute } from '../../api/ledger.ts';
import { useMetrics } from '../../api/metrics.ts';
import { useStages } from '../../api/stages.ts';
import { prepareAccounts } from '../../accounts/prepare-accounts.ts';
import { Checked } from '../../time/checked.tsx';
import { useNow } from '../../time/use-now.ts';
import { AlertFeed } from './alert-feed.tsx';
import { openCount } from './prepare-feed.ts';
import { prepareRates } from './prepare-rates.ts';
import { prepareStages } from './prepare-stages.ts';
import { Says } from './says.tsx';
import { StageStrip } from './stage-strip.tsx';
import { Tiles } from './tiles.tsx';
import { Timeline } from './timeline.tsx';

/** Rates are those of this hour, whatever stretch the page shows: they say how things go now. */
const RATES_MS = 3_600_000;

/** Is everything all right, and if not, where to look. */
export function Overview() {
  const ledger = useLedger();
  const metrics = useMetrics();
  const alerts = useAlerts();
  const pushed = useStages();
  const now = useNow(10_000);
  const span = [now - RATES_MS, now] as const;
  const minutes = useLedgerByMinute({ from: span[0], to: span[1] });
  const accounts = prepareAccounts(ledger.data ?? []);
  const rates = prepareRates(minutes.data ?? [], { from: span[0], to: span[1] });
  return (
    <div className="flex flex-col gap-4 px-3 py-4 md:px-5">
      <header className="flex flex-wrap items-baseline justify-between gap-4">
        {ledger.data ? (
          <Says
            accounts={accounts}
            metrics={metrics.data ?? []}
            openAlerts={alerts.data && openCount(alerts.data)}
          />
        ) : (
          <h1 className="text-xl leading-7 font-bold">
            {ledger.error ? 'The ledger cannot be read.' : 'Reading the ledger…'}
          </h1>
        )}
        <Checked what="Ledger" at={ledger.dataUpdatedAt} failure={ledger.error} />
      </header>
      <StageStrip
        accounts={ledger.data && accounts}
        span={span}
        stages={prepareStages({ pushed, accounts, rates, metrics: metrics.data ?? [] })}
      />
      <Tiles />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_400px]">
        <Timeline />
        <AlertFeed />
      </div>
    </div>
  );
}
