import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useMetrics } from '../api/metrics.ts';
import { RANGES, spanText } from '../time/time-range.ts';
import { useRange } from '../time/use-range.ts';
import { useCommands } from './commands.ts';
import { togglePause, toggleTheme } from './keyboard.tsx';
import { PAGES } from './pages.ts';
import { kept } from './shell-search.ts';

const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3';
const ITEM = 'flex h-8 items-center rounded-sm px-2 data-[selected=true]:bg-surface-2';

/** Everything that can be gone to or done, found by typing. */
export function Palette() {
  const { open, close } = useCommands();
  return (
    <Dialog.Root open={open === 'palette'} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-30 w-[min(560px,92vw)] -translate-x-1/2 rounded-lg bg-surface p-2 shadow-dialog"
        >
          <Dialog.Title className="sr-only">Go to, run, find</Dialog.Title>
          <Entries close={close} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Entries({ close }: { readonly close: () => void }) {
  const navigate = useNavigate();
  const { setRange } = useRange();
  const metrics = useMetrics();
  const then = (work: () => void) => () => {
    close();
    work();
  };
  return (
    <Command label="Go to, run, find" loop>
      <Command.Input
        autoFocus
        placeholder="Go to, run, find…"
        className="h-9 w-full rounded-md bg-surface-2 px-3 outline-none placeholder:text-ink-3"
      />
      <Command.List className="mt-2 max-h-[50vh] overflow-auto">
        <Command.Empty className="px-2 py-4 text-ink-3">Nothing is called that.</Command.Empty>
        <Command.Group heading="Pages" className={GROUP}>
          {PAGES.map(({ title, path }) => (
            <Command.Item
              key={title}
              className={ITEM}
              onSelect={then(() => void navigate({ to: path, search: kept }))}
            >
              {title}
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="KPIs" className={GROUP}>
          {(metrics.data ?? []).map(({ kpi, title, product }) => (
            <Command.Item
              key={kpi}
              value={`${title} ${kpi}`}
              className={ITEM}
              onSelect={then(
                () => void navigate({ to: '/explore', search: (held) => ({ ...kept(held), kpi }) }),
              )}
            >
              {title} <span className="ml-2 text-ink-3">{product}</span>
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="Do" className={GROUP}>
          <Command.Item className={ITEM} onSelect={then(togglePause)}>
            Pause the view, or let it go on
          </Command.Item>
          <Command.Item className={ITEM} onSelect={then(toggleTheme)}>
            Use the other theme
          </Command.Item>
          {RANGES.map((range) => (
            <Command.Item key={range} className={ITEM} onSelect={then(() => setRange(range))}>
              Show the last {spanText(range)}
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command>
  );
}
