import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { sql, SQLDialect } from '@codemirror/lang-sql';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import type { GoldTable } from '../../api/products.ts';

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

/** SQL, with the tables of gold and, wherever a word stands, the columns of those that the statement names. */
export function language(tables: readonly GoldTable[]): Extension {
  const schema = Object.fromEntries(tables.map(({ name, columns }) => [name, [...columns]]));
  const support = sql({ dialect, schema, upperCaseKeywords: true });
  return [
    support,
    support.language.data.of({ autocomplete: columnCompletion(tables) }),
    syntaxHighlighting(look),
  ];
}

const columnCompletion =
  (tables: readonly GoldTable[]) =>
  (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/\w+/);
    const before = word ? context.state.sliceDoc(Math.max(0, word.from - 1), word.from) : '';
    if (!word || before === '.' || before === '$' || before === "'") return null;
    return {
      from: word.from,
      options: columnsInSight(context.state.doc.toString(), tables),
      validFor: /^\w*$/,
    };
  };

/** The columns of the tables that a statement names, each with the tables that have it. */
export function columnsInSight(statement: string, tables: readonly GoldTable[]): readonly Completion[] {
  const named = tables.filter(({ name }) =>
    new RegExp(`${name.replace('.', '\\.')}\\b`, 'i').test(statement),
  );
  const owners = new Map<string, string[]>();
  for (const { name, columns } of named)
    for (const column of columns)
      owners.set(column, [...(owners.get(column) ?? []), name.slice(name.indexOf('.') + 1)]);
  return [...owners].map(([label, of]) => ({ label, type: 'property', detail: of.join(', '), boost: 2 }));
}
