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
      <ol className="grid grid-cols-1 gap-y-3 py-3 min-[480px]:grid-cols-2 lg:grid-cols-5 lg:divide-x lg:divide-line">
        {stages.map((stage) => (
          <Stage key={stage.name} stage={stage} span={span} />
        ))}
      </ol>
      {accounts ? <Exits accounts={accounts} /> : <div className="h-10 border-t border-line" />}
    </section>
  );
}

function Stage({ stage, span }: { readonly stage: StageView; readonly span: readonly [number, number] }) {
  const { perSecond, points } = stage.rate;
  return (
    <li className="min-w-0 px-4">
      <h2 className="flex items-baseline justify-between gap-2 text-sm font-medium text-ink-2">
        {stage.name} <span className="truncate text-xs font-normal text-ink-3">{stage.aside}</span>
      </h2>
      <div className="mt-0.5 flex items-end justify-between gap-3">
        <b className="text-xl leading-7 font-bold whitespace-nowrap">
          {perSecond === null ? '–' : formatNumber(perSecond, perSecond >= 100 ? 0 : 1)}
          <small className="ml-1 text-sm font-normal text-ink-3">{stage.unit}</small>
        </b>
        <span className="w-[45%] max-w-26">
          <Sparkline spark={sparkPath(points, span)} />
        </span>
      </div>
      <p className="text-xs text-ink-3">{stage.lag}</p>
    </li>
  );
}

function Exits({ accounts }: { readonly accounts: Accounts }) {
  const { accepted, refined, duplicate, quarantined, filtered, deadLettered, gone, inFlight } = accounts;
  const exits = duplicate + quarantined + filtered + deadLettered + gone;
  const share = (count: number) => (accepted === 0 ? '' : `${formatNumber((count / accepted) * 100, 2)} %`);
  return (
    <div className="grid border-t border-line text-sm lg:grid-cols-[2fr_3fr] lg:divide-x lg:divide-line">
      <p className="flex flex-wrap justify-between gap-x-3 px-4 py-2.5 text-ink-3">
        <span>
          <Term>{accepted}</Term> accepted = <Term>{refined}</Term> refined + <Term>{exits}</Term> exits +{' '}
          <Term>{inFlight}</Term> in flight
        </span>
        <Link to="/ledger" search={kept} className="font-medium text-accent-text hover:underline">
          Open ledger
        </Link>
      </p>
      <ul className="flex flex-wrap gap-x-8 gap-y-1 px-4 py-2.5">
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
  );
}

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
    <li className="flex items-center gap-1.5 whitespace-nowrap text-ink-2">
      <Icon className={`size-3.5 ${ink}`} aria-hidden />
      {name} <b className={alarming && count > 0 ? 'text-warn' : 'text-ink'}>{formatNumber(count)}</b>
      {share !== undefined && count > 0 && <span className={ink}>{share}</span>}
    </li>
  );
}
