import { Link } from '@tanstack/react-router';
import { CircleX, Copy, Funnel, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatNumber } from '../../numbers/format-number.ts';
import { kept } from '../../shell/shell-search.ts';
import { Sparkline } from '../../widgets/tile/sparkline.tsx';
import { sparkPath } from '../../widgets/tile/spark-path.ts';
import type { Accounts } from '../../accounts/prepare-accounts.ts';
import type { StageView } from './prepare-stages.ts';

/** The way of an event as stations, and under it where everything is. */
export function StageStrip({
  stages,
  accounts,
  span,
}: {
  readonly stages: readonly StageView[];
  /** Undefined while the ledger is not read yet. */
  readonly accounts: Accounts | undefined;
  readonly span: readonly [from: number, to: number];
}) {
  return (
    <section aria-label="Stages" className="rounded-lg bg-surface shadow-card">
      <ol className="grid grid-cols-1 divide-line max-md:divide-y md:grid-cols-5 md:divide-x md:py-3">
        {stages.map((stage) => (
          <Stage key={stage.name} stage={stage} span={span} />
        ))}
      </ol>
      {accounts ? <Exits accounts={accounts} /> : <div className="h-10 border-t border-line" />}
    </section>
  );
}

/** On the border between two stations, which way it goes. */
const ONWARD =
  'before:absolute before:size-2.5 before:border-t-[1.5px] before:border-r-[1.5px] before:border-ghost before:bg-surface before:[clip-path:polygon(0_0,100%_0,100%_100%)] first:before:hidden max-md:before:-top-1.5 max-md:before:left-4 max-md:before:rotate-135 md:before:top-5.5 md:before:-left-1.5 md:before:rotate-45';

/** A station: on a narrow screen a line, else a column. */
function Stage({ stage, span }: { readonly stage: StageView; readonly span: readonly [number, number] }) {
  const { perSecond, points } = stage.rate;
  return (
    <li
      className={`relative min-w-0 px-4 max-md:grid max-md:h-10 max-md:grid-cols-[76px_84px_minmax(0,1fr)_88px] max-md:items-center max-md:gap-2 ${ONWARD}`}
    >
      <h2 className="flex items-baseline justify-between gap-2 text-sm font-medium text-ink-2">
        {stage.name}{' '}
        <span className="truncate text-xs font-normal text-ink-3 max-lg:hidden">{stage.aside}</span>
      </h2>
      <div className="flex items-end justify-between gap-3 max-md:contents md:mt-0.5">
        <b className="text-lg leading-7 font-bold whitespace-nowrap md:text-xl">
          {perSecond === null ? '–' : formatNumber(perSecond, perSecond >= 100 ? 0 : 1)}
          <small className="ml-1 text-sm font-normal text-ink-3">{stage.unit}</small>
        </b>
        <span className="w-full md:w-[45%] md:max-w-26">
          <Sparkline spark={sparkPath(points, span)} />
        </span>
      </div>
      <p className="truncate text-xs text-ink-3 max-md:text-right" title={stage.lag}>
        {stage.lag}
      </p>
    </li>
  );
}

function Exits({ accounts }: { readonly accounts: Accounts }) {
  const { accepted, refined, duplicate, quarantined, filtered, deadLettered, gone, inFlight } = accounts;
  const exits = duplicate + quarantined + filtered + deadLettered + gone;
  const share = (count: number) => (count === 0 ? '' : percentText(count / accepted));
  return (
    <div className="grid border-t border-line text-sm lg:grid-cols-[2fr_3fr] lg:divide-x lg:divide-line">
      <p className="flex flex-wrap justify-between gap-x-3 px-4 py-2.5 text-ink-3 max-lg:order-last max-lg:border-t max-lg:border-line">
        <span>
          <Term>{accepted}</Term> accepted = <Term>{refined}</Term> refined + <Term>{exits}</Term> exits +{' '}
          <Term>{inFlight}</Term> in flight
        </span>
        <Link to="/ledger" search={kept} className="font-medium text-accent-text hover:underline">
          Open ledger
        </Link>
      </p>
      <div className="relative flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-2.5 lg:pt-3.5 lg:pb-2 lg:pl-3.5">
        <p className="text-ink-3 max-lg:w-full lg:sr-only">Leave at refine</p>
        <i
          aria-hidden
          className="absolute -top-[4.5px] left-4.5 size-2 rounded-full border-[1.5px] border-ghost bg-surface max-lg:hidden"
        />
        <i aria-hidden className="absolute top-1 left-5.5 h-1 w-[1.5px] bg-ghost max-lg:hidden" />
        <ul className="grid w-full grid-cols-2 gap-x-3 gap-y-2 md:grid-cols-[repeat(4,max-content)] md:gap-x-8">
          <Exit icon={Copy} name="duplicate" count={duplicate} share={share(duplicate)} />
          <Exit
            icon={TriangleAlert}
            name="quarantined"
            count={quarantined}
            share={share(quarantined)}
            alarming
          />
          <Exit icon={Funnel} name="filtered" count={filtered} />
          <Exit icon={CircleX} name="dead-lettered" count={deadLettered} alarming />
        </ul>
      </div>
    </div>
  );
}

/** The branch that an exit is: a drop, and on a wide screen the line that all of them leave. */
const BRANCH =
  'before:absolute before:-top-1 before:left-1.5 before:h-3.5 before:w-2.5 before:rounded-bl-[7px] before:border-b-[1.5px] before:border-l-[1.5px] before:border-ghost lg:before:-top-1.5 lg:before:h-4 lg:not-last:after:absolute lg:not-last:after:-top-1.5 lg:not-last:after:left-1.5 lg:not-last:after:w-[calc(100%+var(--spacing)*8)] lg:not-last:after:border-t-[1.5px] lg:not-last:after:border-ghost';

const Term = ({ children }: { readonly children: number }) => (
  <b className="font-bold text-ink">{formatNumber(children)}</b>
);

function Exit({
  icon: Icon,
  name,
  count,
  share,
  alarming = false,
}: {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly count: number;
  readonly share?: ReactNode;
  readonly alarming?: boolean;
}) {
  const ink = alarming && count > 0 ? 'text-warn' : 'text-ink-3';
  return (
    <li className={`relative flex items-center gap-1.5 pl-5 whitespace-nowrap text-ink-2 ${BRANCH}`}>
      <Icon className={`size-3.5 ${ink}`} aria-hidden />
      {name} <b className={alarming && count > 0 ? 'text-warn' : 'text-ink'}>{formatNumber(count)}</b>
      {share !== undefined && count > 0 && <span className={`${ink} max-md:hidden`}>{share}</span>}
    </li>
  );
}

const LEAST_SHARE = 0.0001;

const percentText = (share: number): string =>
  share < LEAST_SHARE ? '< 0.01 %' : `${formatNumber(share * 100, 2)} %`;
