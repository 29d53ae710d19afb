import type { NamedQuery, QueryableTable } from '@dataforge/api-client';
import { Lock, Search, X } from 'lucide-react';
import { useState } from 'react';
import type { Question } from '../../api/query.ts';
import { useNow } from '../../time/use-now.ts';
import { prepareList, type ListEntry } from './prepare-list.ts';
import { useQueryBook } from './query-book.ts';
import { keyOf } from './question-in-address.ts';

/** What can be opened: the products' queries, the tables of gold, what was saved, and what was run. */
export function QueryList({
  queries,
  tables,
  mayWriteSql,
  opened,
  onOpen,
}: {
  readonly queries: readonly NamedQuery[];
  readonly tables: readonly QueryableTable[];
  readonly mayWriteSql: boolean;
  /** What is on the bench. */
  readonly opened: Question | undefined;
  readonly onOpen: (question: Question) => void;
}) {
  const [search, setSearch] = useState('');
  const { saved, runs, forget } = useQueryBook();
  const now = useNow(60_000);
  const sections = prepareList({ queries, tables, saved, runs, mayWriteSql, now }, search);
  return (
    <nav
      aria-label="Queries"
      className="min-w-0 overflow-y-auto rounded-lg bg-surface pb-2 shadow-card max-lg:max-h-56"
    >
      <div className="px-3 pt-2">
        <label className="flex h-7 items-center gap-2 rounded-md bg-surface-2 px-2.5 text-ink-3 focus-within:shadow-focus">
          <Search className="size-3.5 flex-none" aria-hidden />
          <input
            type="search"
            aria-label="Find a query"
            placeholder="Find a query"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
            className="w-full min-w-0 bg-transparent text-ink outline-none placeholder:text-ink-3 focus-visible:shadow-none"
          />
        </label>
      </div>
      {sections.map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h3 className="px-4 pt-2.5 pb-1 text-xs font-medium text-ink-3">{title}</h3>
          <ul>
            {entries.map((entry) => (
              <Entry key={entry.key} entry={entry} opened={opened} onOpen={onOpen} onForget={forget} />
            ))}
          </ul>
        </section>
      ))}
      {sections.length === 0 && <p className="px-4 py-3 text-sm text-ink-3">Nothing is called that.</p>}
    </nav>
  );
}

const ROW =
  'flex min-w-0 flex-1 items-center gap-1.5 py-1 pl-4 text-left text-sm text-ink-2 hover:bg-surface-2 aria-[current=true]:bg-accent-soft aria-[current=true]:font-bold aria-[current=true]:text-accent-text aria-[current=true]:shadow-[inset_2px_0_0_var(--accent)] disabled:text-ink-3';

function Entry({
  entry,
  opened,
  onOpen,
  onForget,
}: {
  readonly entry: ListEntry;
  readonly opened: Question | undefined;
  readonly onOpen: (question: Question) => void;
  readonly onForget: (name: string) => void;
}) {
  const { label, title, note, question, locked, saved } = entry;
  return (
    <li className="flex items-stretch">
      <button
        type="button"
        disabled={locked}
        title={locked ? 'SQL needs the role analyst.' : title}
        aria-current={isOpened(question, opened)}
        onClick={() => onOpen(question)}
        className={`${ROW} ${saved === undefined ? 'pr-4' : 'pr-1'}`}
      >
        {locked && <Lock className="size-3 flex-none" aria-hidden />}
        <span className="truncate">{label}</span>
        <small className="ml-auto pl-1.5 text-xs font-normal whitespace-nowrap text-ink-3">
          {locked ? 'analyst' : note}
        </small>
      </button>
      {saved !== undefined && (
        <button
          type="button"
          aria-label={`Forget ${saved}`}
          onClick={() => onForget(saved)}
          className="grid w-7 flex-none place-items-center text-ink-3 hover:bg-surface-2"
        >
          <X className="size-3" aria-hidden />
        </button>
      )}
    </li>
  );
}

/** A named query is open whatever its values; of what has values it is the one with the same. */
const isOpened = (question: Question, opened: Question | undefined): boolean =>
  opened !== undefined &&
  ('query' in question && Object.keys(question.params).length === 0
    ? 'query' in opened && opened.query === question.query
    : keyOf(question) === keyOf(opened));
