import type { NamedQuery, QueryableTable } from '@dataforge/api-client';
import type { Question } from '../../api/query.ts';
import { dayOf, clockOf } from '../../time/format-time.ts';
import { keyOf } from './question-in-address.ts';
import { distinctRuns, type PastRun, type SavedQuery } from './query-book.ts';

export interface ListEntry {
  readonly key: string;
  readonly label: string;
  /** Said in full where the label is cut. */
  readonly title: string;
  /** At its right end. */
  readonly note: string;
  /** What it opens. */
  readonly question: Question;
  /** It needs a role that the person has not. */
  readonly locked: boolean;
  /** The name under which it can be forgotten. */
  readonly saved?: string;
}

export interface ListSection {
  readonly title: string;
  readonly entries: readonly ListEntry[];
}

export interface ListSources {
  readonly queries: readonly NamedQuery[];
  readonly tables: readonly QueryableTable[];
  readonly saved: readonly SavedQuery[];
  readonly runs: readonly PastRun[];
  readonly mayWriteSql: boolean;
  /** The server's, ms since the epoch. */
  readonly now: number;
}

const MOST_LABEL = 80;
const PEEK_ROWS = 100;

/** Everything that can be opened, in its sections, as far as its name or statement holds what is searched. */
export function prepareList(sources: ListSources, search: string): readonly ListSection[] {
  const wanted = search.trim().toLowerCase();
  const sections = [
    ...namedSections(sources.queries),
    { title: 'Gold tables', entries: tableEntries(sources) },
    { title: 'Saved', entries: savedEntries(sources) },
    { title: 'History', entries: historyEntries(sources) },
  ];
  return sections
    .map(({ title, entries }) => ({
      title,
      entries: entries.filter((entry) =>
        `${title} ${entry.label} ${entry.title}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** A section a product. */
function namedSections(queries: readonly NamedQuery[]): readonly ListSection[] {
  const products = [...new Set(queries.map(({ product }) => product))];
  return products.map((product) => ({
    title: product,
    entries: queries.filter((query) => query.product === product).map(namedEntry),
  }));
}

const namedEntry = ({ name, product, title }: NamedQuery): ListEntry => ({
  key: name,
  label: name.slice(product.length + 1),
  title,
  note: '',
  question: { query: name, params: {} },
  locked: false,
});

const tableEntries = ({ tables, mayWriteSql }: ListSources): readonly ListEntry[] =>
  tables.map(({ name, columns }) => {
    const names = columns.map((column) => column.name).join(', ');
    return {
      key: name,
      label: name.slice(name.indexOf('.') + 1),
      title: `${name}: ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`,
      note: String(columns.length),
      question: { sql: `SELECT ${names}\nFROM ${name}\nLIMIT ${PEEK_ROWS}`, params: {} },
      locked: !mayWriteSql,
    };
  });

const savedEntries = ({ saved, mayWriteSql }: ListSources): readonly ListEntry[] =>
  saved.map(({ name, question }) => ({
    key: `saved ${name}`,
    label: name,
    title: textOf(question),
    note: 'sql' in question ? 'SQL' : 'named',
    question,
    locked: 'sql' in question && !mayWriteSql,
    saved: name,
  }));

const historyEntries = ({ runs, mayWriteSql, now }: ListSources): readonly ListEntry[] =>
  distinctRuns(runs).map(({ question, at, rows, elapsedMs, failed }) => ({
    key: `run ${at} ${keyOf(question)}`,
    label: textOf(question).slice(0, MOST_LABEL),
    title: `${dayOf(at)} ${clockOf(at)} UTC, ${elapsedMs} ms, ${failed ?? `${rows ?? 0} rows`}: ${textOf(question)}`,
    note: `${failed === undefined ? '' : '× '}${dayOf(at) === dayOf(now) ? clockOf(at) : dayOf(at)}`,
    question,
    locked: 'sql' in question && !mayWriteSql,
  }));

/** A question in one line. */
const textOf = (question: Question): string =>
  'sql' in question
    ? question.sql.replaceAll(/\s+/g, ' ').trim()
    : [question.query, ...Object.values(question.params)].join(' ');
