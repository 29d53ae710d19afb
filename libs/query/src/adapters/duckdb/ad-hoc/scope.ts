import type { JsonObject } from '@dataforge/kernel';
import type { QueryRequest } from '../../../ports/query-engine.ts';
import { Refused } from './refused.ts';

/**
 * What a walk knows and adds up. Sizes count units of 16 bytes, taking what gold holds in a column for one: an estimate
 * that says nothing of small values and stops what multiplies, since the memory of texts and lists while they are being
 * made is in no limit of the engine's.
 */
export interface Walk {
  /** The tables of gold that may be read, without schema. */
  readonly tables: ReadonlySet<string>;
  readonly parameters: QueryRequest['parameters'];
  readonly reads: Set<string>;
  /** True once something was used whose answer is another one a moment later. */
  ofTheMoment: boolean;
  nodes: number;
  /** Expressions that stand for one of each column. */
  stars: number;
  /** Expressions that make a row many. */
  unnests: number;
  /** Tables that the subqueries in the expressions of a query read. */
  inside: number;
}

/** What a FROM item or a query gives to those who read it. */
export interface Relation {
  /** Sizes by the columns' names in lower case, as far as the names are sure. */
  readonly columns: ReadonlyMap<string, number>;
  /** The largest of the columns whose names are not: those of gold, and those that the engine names itself. */
  readonly unnamed: number;
  /** The largest of all. */
  readonly largest: number;
  /** All columns of a row together. */
  readonly row: number;
  /** How many tables are read for it, each as often as it is named, through subqueries and CTEs. */
  readonly tables: number;
}

export interface Scope {
  readonly ctes: ReadonlyMap<string, Relation>;
  /** Of this query's FROM and of the queries around it. */
  readonly columns: ReadonlyMap<string, number>;
  readonly unnamed: number;
  readonly largest: number;
  /** Names of FROM items, which stand for a whole row, with its size. */
  readonly rows: ReadonlyMap<string, number>;
  /** Whether the expressions here are computed for rows of a FROM, here or around. */
  readonly forRows: boolean;
  /** Expressions around this place. */
  readonly depth: number;
  /** Queries around this place: all, and those inside expressions. */
  readonly nesting: { readonly all: number; readonly inside: number };
}

/** The most that one value may grow to: 4 KB beside values of gold's usual size. */
export const MOST_VALUE = 256;
/** The most that a row may hold. */
export const MOST_ROW = 1_024;
/** Planning gets slow, and cannot always be interrupted, long before the engine's own limits. */
export const MOST_TABLES = 64;
const MOST_NODES = 5_000;
const MOST_DEPTH = 100;
const MOST_NESTING = { all: 16, inside: 4 };

/** The size of a value that holds as many others as there are rows. It may be handed on, and measured. */
export const COLLECTED = Number.POSITIVE_INFINITY;

/** Beyond what is allowed: what is collected is out of reach for queries inside, which would copy it for each row. */
const OUT_OF_REACH = Number.MAX_SAFE_INTEGER;

/** A gold table has fewer columns than this. */
const GOLD_COLUMNS = 32;
const NO_COLUMNS: ReadonlyMap<string, number> = new Map();
export const NO_RELATION: Relation = { columns: NO_COLUMNS, unnamed: 1, largest: 1, row: 0, tables: 0 };
export const goldRelation: Relation = { ...NO_RELATION, row: GOLD_COLUMNS, tables: 1 };

export const outermost: Scope = {
  ctes: new Map(),
  columns: NO_COLUMNS,
  unnamed: 1,
  largest: 1,
  rows: NO_COLUMNS,
  forRows: false,
  depth: 0,
  nesting: { all: 0, inside: 0 },
};

export function step(walk: Walk, place: JsonObject): void {
  walk.nodes += 1;
  if (walk.nodes > MOST_NODES)
    throw new Refused(`It has more than ${MOST_NODES} parts. Ask for less at once.`, place);
}

export function deeper(scope: Scope, place: JsonObject): Scope {
  if (scope.depth >= MOST_DEPTH)
    throw new Refused(`Its expressions are nested more than ${MOST_DEPTH} deep.`, place);
  return { ...scope, depth: scope.depth + 1 };
}

export function nested(scope: Scope, kind: 'inside' | 'beside', place?: JsonObject): Scope {
  const nesting = {
    all: scope.nesting.all + 1,
    inside: scope.nesting.inside + (kind === 'inside' ? 1 : 0),
  };
  if (nesting.all > MOST_NESTING.all || nesting.inside > MOST_NESTING.inside)
    throw new Refused(
      `Its queries are nested more than ${MOST_NESTING.all} deep, or more than ${MOST_NESTING.inside} in expressions.`,
      place,
    );
  return kind === 'inside' ? { ...withoutCollected(scope), nesting } : { ...scope, nesting };
}

function withoutCollected(scope: Scope): Scope {
  const reach = (size: number) => (size === COLLECTED ? OUT_OF_REACH : size);
  const reached = (sizes: ReadonlyMap<string, number>) =>
    new Map([...sizes].map(([name, size]) => [name, reach(size)] as const));
  const { columns, rows, unnamed, largest } = scope;
  return {
    ...scope,
    columns: reached(columns),
    rows: reached(rows),
    unnamed: reach(unnamed),
    largest: reach(largest),
  };
}

export function bounded(relation: Relation, place?: JsonObject): Relation {
  if (relation.tables > MOST_TABLES)
    throw new Refused(
      `It reads tables ${relation.tables} times, counting each use of a CTE; at most ${MOST_TABLES}.`,
      place,
    );
  return relation;
}

const larger = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Map<string, number> => {
  const merged = new Map(a);
  for (const [name, size] of b) merged.set(name, Math.max(size, merged.get(name) ?? 1));
  return merged;
};

export const beside = (left: Relation, right: Relation): Relation => ({
  columns: larger(left.columns, right.columns),
  unnamed: Math.max(left.unnamed, right.unnamed),
  largest: Math.max(left.largest, right.largest),
  row: left.row + right.row,
  tables: left.tables + right.tables,
});

/** The relation where its columns may have other names: any of them may be meant. */
export const unsure = (relation: Relation): Relation => ({ ...relation, unnamed: relation.largest });

/** What expressions of a query see: all that is around it, and its FROM. */
export const within = (scope: Scope, from: Relation, rows = NO_COLUMNS): Scope => ({
  ...scope,
  columns: larger(scope.columns, from.columns),
  unnamed: Math.max(scope.unnamed, from.unnamed),
  largest: Math.max(scope.largest, from.largest),
  rows: larger(scope.rows, rows),
});
