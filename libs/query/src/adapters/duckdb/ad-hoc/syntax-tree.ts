import type { DuckDBConnection } from '@duckdb/node-api';
import { isJsonObject, type JsonObject } from '@dataforge/kernel';
import { Refused } from './refused.ts';

/** A statement as the engine's own parser reads it (`json_serialize_sql`), which takes nothing but SELECTs. */
export interface SyntaxTree {
  readonly root: JsonObject;
  /** The tree's text without the places in it: the same for statements that differ in spacing and comments alone. */
  readonly canonical: string;
}

/** No member of this name can be inside a string of the text: there its quotes are escaped. */
const PLACE = /"query_location":\d+,?/g;

/** Throws `Refused` unless the text is exactly one SELECT. */
export async function syntaxTree(connection: DuckDBConnection, sql: string): Promise<SyntaxTree> {
  // Nothing is left out of the tree: an empty grouping set and no grouping set mean different things.
  const statement = await connection.prepare('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR');
  statement.bindVarchar(1, sql);
  const text = String((await statement.runAndReadAll()).getRowsJS()[0]?.[0]);
  const read = parse(text);
  if (read['error'] === true) throw refusalOf(read);
  const statements = read['statements'] as readonly JsonObject[];
  const [only] = statements;
  if (!only || statements.length > 1)
    throw new Refused(`It has ${statements.length} statements; exactly one SELECT is run.`);
  return { root: only['node'] as JsonObject, canonical: text.replace(PLACE, '') };
}

function parse(text: string): JsonObject {
  try {
    const tree: unknown = JSON.parse(text);
    if (isJsonObject(tree)) return tree;
  } catch {
    // Falls through to the refusal: the engine writes a number beyond a double as a word that is no JSON.
  }
  throw new Refused('It has a number that is too large.');
}

function refusalOf({ error_type: type, error_message: message, position }: JsonObject): Refused {
  if (type === 'not implemented') return new Refused(`It is not a SELECT (${String(message)})`);
  return new Refused(
    `It cannot be read as SQL: ${String(message)}.`,
    typeof position === 'string' ? Number(position) : undefined,
  );
}

export const text = (node: JsonObject, member: string): string => {
  const value = node[member];
  return typeof value === 'string' ? value : '';
};

/** A member that is a node; undefined where the tree has null. */
export const nodeAt = (node: JsonObject, member: string): JsonObject | undefined => {
  const value = node[member];
  return isJsonObject(value) ? value : undefined;
};

export const nodesAt = (node: JsonObject, member: string): readonly JsonObject[] => {
  const value = node[member];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};

/** The members of these names that are there. */
export const nodesUnder = (node: JsonObject, ...members: readonly string[]): readonly JsonObject[] =>
  members.map((member) => nodeAt(node, member)).filter((child) => child !== undefined);

export const textsAt = (node: JsonObject, member: string): readonly string[] => {
  const value = node[member];
  return Array.isArray(value) ? value.map(String) : [];
};

/** Refuses a node with a member that nobody looks at: a later engine may keep an expression there. */
export function onlyMembers(node: JsonObject, what: string, known: ReadonlySet<string>): void {
  for (const [member, value] of Object.entries(node))
    if (!known.has(member) && !isNothing(value))
      throw new Refused(`It uses ${member} in ${what}, which is not allowed here.`, node);
}

const isNothing = (value: JsonObject[string] | undefined): boolean =>
  value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);

/** Names as the engine compares them: the letters of ASCII in lower case, all others as they are. */
export const lowered = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
