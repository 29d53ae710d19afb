import { Dialog } from 'radix-ui';
import { useState, type FormEvent } from 'react';
import type { Question } from '../../api/query.ts';
import { SMALL_BUTTON } from '../../widgets/small-button.ts';
import { useQueryBook } from './query-book.ts';

const MOST_NAME = 60;

/** Keeps a question under a name, in this browser. */
export function SaveDialog({ question }: { readonly question: Question | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger disabled={!question} className={SMALL_BUTTON}>
        Save as…
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Dialog.Content className="fixed top-[20vh] left-1/2 z-30 w-[min(400px,92vw)] -translate-x-1/2 rounded-lg bg-surface p-4 shadow-dialog">
          <Dialog.Title className="font-bold">Save the question</Dialog.Title>
          <Dialog.Description className="mt-1 text-sm text-ink-2">
            With its values, in this browser. To share it, copy its link.
          </Dialog.Description>
          {question && <SaveForm question={question} onSaved={() => setOpen(false)} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function SaveForm({ question, onSaved }: { readonly question: Question; readonly onSaved: () => void }) {
  const { saved, save } = useQueryBook();
  const [name, setName] = useState('');
  const [full, setFull] = useState(false);
  const exists = saved.some((query) => query.name === name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    if (save({ name: name.trim(), question })) onSaved();
    else setFull(true);
  };
  return (
    <form onSubmit={submit} className="mt-3">
      <label className="text-xs text-ink-2">
        Name
        <input
          autoFocus
          required
          maxLength={MOST_NAME}
          value={name}
          onChange={({ target }) => setName(target.value)}
          className="mt-1 block h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-base text-ink"
        />
      </label>
      {full && (
        <p role="alert" className="mt-2 text-sm text-crit">
          There is no room for more. Forget a saved query first.
        </p>
      )}
      <div className="mt-3 flex justify-end gap-2">
        <Dialog.Close className="h-8 rounded-md border border-line-strong px-3">Cancel</Dialog.Close>
        <button type="submit" className="h-8 rounded-md bg-accent px-3 font-bold text-on-accent">
          {exists ? 'Replace' : 'Save'}
        </button>
      </div>
    </form>
  );
}
