import { Command } from 'cmdk';
import { Check, ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import type { Metric } from '../../api/metrics.ts';

/** Which KPI is looked at: found by typing, chosen by Enter. */
export function KpiPicker({
  metrics,
  chosen,
  onChoose,
}: {
  readonly metrics: readonly Metric[];
  readonly chosen: Metric;
  readonly onChoose: (kpi: string) => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={`KPI: ${chosen.title}`}
        className="inline-flex h-[30px] items-center gap-1.5 rounded-md border border-line bg-surface px-2.5 whitespace-nowrap hover:bg-surface-2"
      >
        <span className="text-ink-3">KPI</span> {chosen.title}
        <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          aria-label="KPIs"
          className="z-20 w-80 max-w-[92vw] rounded-md bg-surface p-1 shadow-popover"
        >
          <Command label="KPIs" loop defaultValue={wordsOf(chosen)}>
            <Command.Input
              autoFocus
              placeholder="Find a KPI…"
              className="h-8 w-full rounded-sm bg-surface-2 px-2 outline-none placeholder:text-ink-3"
            />
            <Command.List className="mt-1 max-h-80 overflow-auto">
              <Command.Empty className="px-2 py-3 text-ink-3">No KPI is called that.</Command.Empty>
              {metrics.map((metric) => (
                <Command.Item
                  key={metric.kpi}
                  value={wordsOf(metric)}
                  onSelect={() => {
                    setOpen(false);
                    onChoose(metric.kpi);
                  }}
                  className="flex h-8 items-center gap-2 rounded-sm px-2 data-[selected=true]:bg-surface-2"
                >
                  <span className="truncate">{metric.title}</span>
                  <span className="truncate text-ink-3">{metric.product}</span>
                  {metric.kpi === chosen.kpi && (
                    <Check className="ml-auto size-3.5 flex-none" aria-label="chosen" />
                  )}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const wordsOf = ({ title, kpi }: Metric): string => `${title} ${kpi}`;
