import { useLedger, useLedgerByMinute } from '../../api/ledger.ts';
import { useMetrics, type Metric } from '../../api/metrics.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { durationOf } from '../../time/format-time.ts';
import { useNow } from '../../time/use-now.ts';
import { prepareAccounts, type Accounts } from '../../accounts/prepare-accounts.ts';
import { prepareRates } from './prepare-rates.ts';
import { Says } from './says.tsx';
import { StageStrip, type StageView } from './stage-strip.tsx';
import { Tiles } from './tiles.tsx';

/** Rates are those of this hour, whatever stretch the page shows: they say how things go now. */
const RATES_MS = 3_600_000;

/** Is everything all right, and if not, where to look. */
export function Overview() {
  const ledger = useLedger();
  const metrics = useMetrics();
  const now = useNow(10_000);
  const span = [now - RATES_MS, now] as const;
  const minutes = useLedgerByMinute({ from: span[0], to: span[1] });
  const accounts = prepareAccounts(ledger.data ?? []);
  const freshest = Math.min(...(metrics.data ?? []).map(({ current }) => current.ageMs ?? Infinity));
  return (
    <div className="flex flex-col gap-4 px-3 py-4 md:px-5">
      <header className="flex flex-wrap items-baseline justify-between gap-4">
        {ledger.data ? (
          <Says accounts={accounts} freshest={Number.isFinite(freshest) ? durationOf(freshest) : 'unknown'} />
        ) : (
          <h1 className="text-xl leading-7 font-bold">
            {ledger.error ? 'The ledger cannot be read.' : 'Reading the ledger…'}
          </h1>
        )}
        <p className="text-sm text-ink-3">
          {ledger.error ? ledger.error.message : checkedText(ledger.dataUpdatedAt, now)}
        </p>
      </header>
      <StageStrip
        accounts={accounts}
        span={span}
        stages={stagesOf(
          accounts,
          prepareRates(minutes.data ?? [], { from: span[0], to: span[1] }),
          metrics.data ?? [],
        )}
      />
      <Tiles />
    </div>
  );
}

const checkedText = (at: number, now: number): string =>
  at === 0 ? '' : `Ledger checked ${durationOf(Math.max(0, now - at))} ago`;

function stagesOf(
  accounts: Accounts,
  rates: ReturnType<typeof prepareRates>,
  metrics: readonly Metric[],
): readonly StageView[] {
  const inFlight = (count: number) => `${formatNumber(count)} in flight`;
  const open = metrics.filter(({ current }) => current.partial).length;
  return [
    { name: 'Accept', rate: rates.accept, unit: 'ev/s', aside: '', lag: 'durable before it is acknowledged' },
    {
      name: 'Land',
      rate: rates.land,
      unit: 'ev/s',
      aside: inFlight(accounts.landing),
      lag: 'raw, as it came',
    },
    {
      name: 'Refine',
      rate: rates.refine,
      unit: 'ev/s',
      aside: inFlight(accounts.inFlight),
      lag: 'behind its contract',
    },
    {
      name: 'Serve',
      rate: { perSecond: null, points: [] },
      unit: 'KPIs',
      aside: `${formatNumber(open)} windows open`,
      lag: `${formatNumber(metrics.length)} KPIs`,
    },
  ];
}
