import { Check, Copy } from 'lucide-react';
import { useCopy } from './use-copy.ts';

/** A command to run in a terminal, with a button that copies it. */
export function Command({ text }: { readonly text: string }) {
  const { copied, copy } = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <div className="flex w-full min-w-0 items-center gap-1.5 rounded-md border border-line bg-surface py-1 pr-1 pl-2.5 font-mono text-xs">
      <code className="min-w-0 flex-1 break-words">{text}</code>
      <button
        type="button"
        aria-label={copied ? 'Copied' : `Copy the command ${text}`}
        className="grid size-6 flex-none place-items-center rounded-sm text-ink-2 hover:bg-surface-2"
        onClick={() => copy(text)}
      >
        <Icon className="size-3.5" aria-hidden />
      </button>
    </div>
  );
}
