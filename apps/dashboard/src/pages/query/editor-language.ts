import type { QueryableSchema, QueryableTable, QueryColumn } from '@dataforge/api-client';
import { ifNotIn, snippetCompletion, type Completion, type CompletionSource } from '@codemirror/autocomplete';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { sql, SQLDialect } from '@codemirror/lang-sql';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

/** What a SELECT is made of, in the engine's dialect; statements that change something are refused anyway. */
const KEYWORDS =
  'select from where group by having order limit offset with recursive as on using join left right full inner outer cross lateral asof semi anti natural union intersect except all distinct case when then else end and or not in is null like ilike similar between exists any over partition rows groups unbounded preceding following current row filter within qualify exclude replace columns rollup cube grouping sets values asc desc nulls cast try_cast extract collate true false window';
const TYPES =
  'bigint boolean date decimal double float hugeint integer interval json real smallint text time timestamp timestamptz tinyint ubigint uinteger uuid varchar';

const dialect = SQLDialect.define({
  keywords: KEYWORDS,
  types: TYPES,
  specialVar: '$',
  operatorChars: '*/+-%<>!=&|^~?:',
});

const look = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--s1)', fontWeight: '600' },
  { tag: tags.typeName, color: 'var(--s1)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--s2)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--s3)' },
  { tag: tags.special(tags.name), color: 'var(--accent-text)', fontWeight: '600' },
  { tag: tags.comment, color: 'var(--text-3)' },
]);

/** SQL, with what a statement may name: its tables, the functions, and the columns of the tables that it names, after a table and wherever else a word stands. */
export function language({ tables, functions }: QueryableSchema): Extension {
  const schema = Object.fromEntries(tables.map(({ name, columns }) => [name, columns.map(columnOfTable)]));
  const support = sql({ dialect, schema, upperCaseKeywords: true });
  return [
    support,
    support.language.data.of({ autocomplete: wordCompletion(tables, functions.map(call)) }),
    syntaxHighlighting(look),
  ];
}

const columnOfTable = ({ name, type }: QueryColumn): Completion => ({
  label: name,
  type: 'property',
  detail: type,
});

/** The cursor comes to stand between the brackets. */
const call = (name: string): Completion =>
  snippetCompletion(`${name}(\${})`, { label: name, type: 'function', detail: 'function' });

/** Where a word is no name of a column or a function. */
const ELSEWHERE = [
  'String',
  'LineComment',
  'BlockComment',
  'QuotedIdentifier',
  'CompositeIdentifier',
  'SpecialVar',
  '.',
];

const wordCompletion = (tables: readonly QueryableTable[], calls: readonly Completion[]): CompletionSource =>
  ifNotIn(ELSEWHERE, (context) => {
    const word = context.matchBefore(/\w+/);
    if (!word && !context.explicit) return null;
    return {
      from: word?.from ?? context.pos,
      options: [...columnsInSight(context.state.doc.toString(), tables), ...calls],
      validFor: /^\w*$/,
    };
  });

/** The columns of the tables that a statement names, each with its type and the tables that have it. */
export function columnsInSight(statement: string, tables: readonly QueryableTable[]): readonly Completion[] {
  const named = tables.filter(({ name }) =>
    new RegExp(`${name.replace('.', '\\.')}\\b`, 'i').test(statement),
  );
  const owners = new Map<string, { label: string; type: string; of: string[] }>();
  for (const { name, columns } of named)
    for (const { name: label, type } of columns) {
      const key = `${label} ${type}`;
      const column = owners.get(key) ?? { label, type, of: [] };
      owners.set(key, { ...column, of: [...column.of, name.slice(name.indexOf('.') + 1)] });
    }
  return [...owners.values()].map(({ label, type, of }) => ({
    label,
    type: 'property',
    detail: `${type}, ${of.join(', ')}`,
    boost: 2,
  }));
}
