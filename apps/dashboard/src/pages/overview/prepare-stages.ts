import type { StageItem } from '@dataforge/live/protocol';
import type { Metric } from '../../api/metrics.ts';
import type { Accounts } from '../../accounts/prepare-accounts.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { durationOf } from '../../time/format-time.ts';
import type { StageRate } from './prepare-rates.ts';

/** A station of the strip. */
export interface StageView {
  readonly name: string;
  readonly rate: StageRate;
  readonly unit: string;
  /** What is on its way there, or open. */
  readonly aside: string;
  /** How far behind it is. */
  readonly lag: string;
}

export interface StageSources {
  /** As pushed; undefined while nothing is, and then the ledger's minutes have to do. */
  readonly pushed: readonly StageItem[] | undefined;
  readonly accounts: Accounts;
  readonly rates: Readonly<Record<'accept' | 'land' | 'refine', StageRate>>;
  readonly metrics: readonly Metric[];
}

/** The five stations that an event passes. */
export function prepareStages({ pushed = [], accounts, rates, metrics }: StageSources): readonly StageView[] {
  const stage = (name: StageItem['stage']) => pushed.find((item) => item.stage === name);
  const lag = (name: StageItem['stage'], otherwise: string) => {
    const ms = stage(name)?.lagMs;
    return ms === undefined ? otherwise : `lag ${durationOf(ms)}`;
  };
  const rate = (name: StageItem['stage'], minutes: StageRate): StageRate => ({
    perSecond: stage(name)?.ratePerSecond ?? minutes.perSecond,
    points: minutes.points,
  });
  const none: StageRate = { perSecond: null, points: [] };
  const open = metrics.filter(({ current }) => current.partial).length;
  const subscribers = stage('serve')?.subscribers;
  return [
    {
      name: 'Accept',
      rate: rate('accept', rates.accept),
      unit: 'ev/s',
      aside: '',
      lag: 'durably acked',
    },
    {
      name: 'Land',
      rate: rate('land', rates.land),
      unit: 'ev/s',
      aside: inFlight(stage('land')?.inFlight ?? accounts.landing),
      lag: lag('land', 'raw, as it came'),
    },
    {
      name: 'Refine',
      rate: rate('refine', rates.refine),
      unit: 'ev/s',
      aside: inFlight(stage('refine')?.inFlight ?? accounts.inFlight),
      lag: lag('refine', 'behind its contract'),
    },
    {
      name: 'Aggregate',
      rate: rate('aggregate', none),
      unit: 'ev/s',
      aside: `${formatNumber(open)} windows open`,
      lag: lag('aggregate', `${formatNumber(metrics.length)} KPIs`),
    },
    {
      name: 'Serve',
      rate: rate('serve', none),
      unit: 'deltas/s',
      aside: subscribers === undefined ? '' : `${formatNumber(subscribers)} following`,
      lag: lag('serve', stage('serve') ? 'pushed as it changes' : 'by polling'),
    },
  ];
}

const inFlight = (count: number): string => `${formatNumber(count)} in flight`;
