import type { SqlRefusal } from '../../ports/query-engine.ts';
import { LEAD } from './page-statement.ts';

/** How the engine ends a message whose place it knows: the line, cut where it is long, and a caret under the place. */
const PLACE = /\n+(LINE (\d+): )([^\n]*)\n( *)\^$/;
/** What is wrong before a row is read. */
const STATEMENT_ERROR = /^(?:Binder|Catalog|Parser|Syntax) Error: /;
/** Of the functions that would fit there can be fifty. */
const MOST_LINES = 8;
/** Characters that are one wide, or a tab; after others it is not sure under which one the caret is. */
const NARROW = /^[\t\x20-\x7e\u00a1-\u02ff\u0370-\u0482\u048a-\u058f]*$/;
const CUT = '...';

/** What the engine has against a statement, if it is the statement that is wrong, with its place as far as it is sure. */
export function statementFault(sql: string, message: string): SqlRefusal | undefined {
  const place = PLACE.exec(message);
  if (!place && !STATEMENT_ERROR.test(message)) return undefined;
  const said = message.slice(0, place?.index).replace(/^[A-Z][\w ]* Error: /, '');
  const lines = said.trim().split('\n');
  const detail =
    lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'].join('\n') : lines.join('\n');
  return { detail, ...(place && placeIn(sql, place)) };
}

function placeIn(
  sql: string,
  [, head = '', number, shown = '', blanks = '']: RegExpExecArray,
): Pick<SqlRefusal, 'line' | 'column'> {
  const line = Number(number) - LEAD.length;
  const text = sql.split(/\r\n?|\n/)[line - 1];
  if (text === undefined) return {};
  const before = charactersIn(shown, blanks.length - head.length);
  const start = startOf(text, shown);
  if (start === undefined || !NARROW.test(shown.slice(0, before))) return { line };
  return { line, column: [...text.slice(0, start + before)].length + 1 };
}

/** How many characters are before the caret, for which tabs have no width. */
function charactersIn(shown: string, width: number): number {
  let at = 0;
  for (let wide = 0; wide < width || shown[at] === '\t'; at += 1) if (shown[at] !== '\t') wide += 1;
  return at;
}

/** Where in its line begins what is shown of it: before the line, where dots stand for what was cut; undefined if that is not sure. */
function startOf(text: string, shown: string): number | undefined {
  if (text.startsWith(shown)) return 0;
  const cut = shown.startsWith(CUT) ? CUT.length : 0;
  const part = shown.slice(cut).replace(/\.{3}$/, '');
  const at = text.indexOf(part);
  return at === -1 || at !== text.lastIndexOf(part) ? undefined : at - cut;
}
