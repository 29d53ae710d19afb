import { Dialog } from 'radix-ui';
import { useCommands } from './commands.ts';
import { PAGES } from './pages.ts';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['Ctrl K  or  /', 'Go to, run, find'],
  ['?', 'These keys'],
  ['p', 'Pause the view, or let it go on'],
  ['t', 'The other theme'],
  ...PAGES.map(({ key, title }) => [`g  ${key}`, title] as const),
];

/** What the keyboard does. */
export function KeysDialog() {
  const { open, close } = useCommands();
  return (
    <Dialog.Root open={open === 'keys'} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[15vh] left-1/2 z-30 w-[min(420px,92vw)] -translate-x-1/2 rounded-lg bg-surface p-4 shadow-dialog"
        >
          <Dialog.Title className="text-lg font-bold">Keys</Dialog.Title>
          <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
            {KEYS.map(([keys, what]) => (
              <div key={keys} className="contents">
                <dt className="font-mono text-sm text-ink-2">{keys}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
