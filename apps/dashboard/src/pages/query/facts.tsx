import type { QueryAnswer } from '@dataforge/api-client';
import type { ReactNode } from 'react';
import { useNow } from '../../time/use-now.ts';
import { Chip } from '../../widgets/chip.tsx';
import { prepareFacts } from './prepare-facts.ts';

/** How much the answer is to be trusted; always there, above its rows. */
export function Facts({ pages }: { readonly pages: readonly QueryAnswer[] }) {
  const now = useNow(1_000);
  const { rows, elapsed, watermark, cache, quarantined, clean } = prepareFacts(pages, now);
  return (
    <dl className="flex flex-wrap items-center gap-x-5 gap-y-1 px-4 pt-1 pb-3 text-sm">
      <Fact name="rows">{rows}</Fact>
      <Fact name="elapsed">{elapsed}</Fact>
      <Fact name="watermark" more={watermark?.behind}>
        {watermark?.time ?? <span className="font-normal text-ink-3">none</span>}
      </Fact>
      <Fact name="cache">{cache}</Fact>
      <Fact name="quality">
        {quarantined === undefined ? (
          <span className="font-normal text-ink-3">not known</span>
        ) : (
          <Chip tone={clean ? 'ok' : 'warn'}>{quarantined}</Chip>
        )}
      </Fact>
    </dl>
  );
}

function Fact({
  name,
  more,
  children,
}: {
  readonly name: string;
  readonly more?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex items-center gap-1.5">
      <dt className="text-ink-3">{name}</dt>
      <dd className="font-medium">
        {children}
        {more !== undefined && <span className="ml-1.5 font-normal text-ink-3">{more}</span>}
      </dd>
    </div>
  );
}
