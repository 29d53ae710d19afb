import type { Product } from '../../api/products.ts';
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
  readonly products: readonly Product[];
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
    ...sources.products.map((product) => ({ title: product.name, entries: namedEntries(product) })),
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

const namedEntries = ({ name, queries }: Product): readonly ListEntry[] =>
  queries.map((query) => ({
    key: query.name,
    label: query.name.slice(name.length + 1),
    title: query.title,
    note: '',
    question: { query: query.name, params: {} },
    locked: false,
  }));

const tableEntries = ({ products, mayWriteSql }: ListSources): readonly ListEntry[] =>
  products
    .flatMap(({ tables }) => tables)
    .map(({ name, kept, columns }) => ({
      key: name,
      label: name.slice(name.indexOf('.') + 1),
      title: `${name}, ${kept}: ${columns.join(', ')}`,
      note: String(columns.length),
      question: { sql: `SELECT ${columns.join(', ')}\nFROM ${name}\nLIMIT ${PEEK_ROWS}`, params: {} },
      locked: !mayWriteSql,
    }));

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
