import { type JsonObject } from '@dataforge/kernel';
import { checkAll, checkExpression, checkOrders } from './check-expression.ts';
import { checkFrom } from './check-from.ts';
import { Refused } from './refused.ts';
import {
  beside,
  bounded,
  COLLECTED,
  MOST_ROW,
  nested,
  NO_RELATION,
  step,
  unsure,
  within,
  type Relation,
  type Scope,
  type Walk,
} from './scope.ts';
import { lowered, nodeAt, nodesAt, nodesUnder, onlyMembers, text, textsAt } from './syntax-tree.ts';

const SELECT = new Set(
  `type modifiers cte_map select_list from_table where_clause group_expressions group_sets aggregate_handling having
   qualify`.split(/\s+/),
);
const SET_OPERATION = new Set('type modifiers cte_map setop_type left right setop_all'.split(' '));
const CTE = new Set('aliases query materialized'.split(' '));
const MOST_GROUPING_SETS = 64;

/** Checks a query and all in it, and says what it gives. */
export function checkQuery(walk: Walk, around: Scope, node: JsonObject): Relation {
  step(walk, node);
  const type = text(node, 'type');
  if (type === 'RECURSIVE_CTE_NODE')
    throw new Refused(`The CTE ${text(node, 'cte_name')} is recursive, which is not allowed.`, node);
  if (type !== 'SELECT_NODE' && type !== 'SET_OPERATION_NODE')
    throw new Refused(`It has ${type || 'a query'} that is not known here.`, node);
  onlyMembers(node, type, type === 'SELECT_NODE' ? SELECT : SET_OPERATION);
  const scope = withCtes(walk, around, nodeAt(node, 'cte_map'));
  return bounded(
    type === 'SELECT_NODE' ? checkSelect(walk, scope, node) : checkSetOperation(walk, scope, node),
  );
}

/** The query of a node that holds one. */
export const checkInside = (walk: Walk, scope: Scope, holder: JsonObject): Relation => {
  const before = walk.inside;
  const relation = checkQuery(walk, nested(scope, 'inside', holder), queryOf(holder));
  walk.inside = before + relation.tables;
  return relation;
};

export const queryOf = (holder: JsonObject): JsonObject =>
  nodeAt(nodeAt(holder, 'subquery') ?? nodeAt(holder, 'query') ?? {}, 'node') as JsonObject;

/** A CTE sees those before it and not itself. Its name hides one of the same name further out, as in the engine. */
function withCtes(walk: Walk, around: Scope, map: JsonObject | undefined): Scope {
  let scope = around;
  for (const entry of map ? nodesAt(map, 'map') : []) {
    const cte = nodeAt(entry, 'value') as JsonObject;
    const relation = checkQuery(walk, nested(scope, 'beside'), queryOf(cte));
    onlyMembers(cte, 'a CTE', CTE);
    const named = textsAt(cte, 'aliases').length > 0 ? unsure(relation) : relation;
    scope = { ...scope, ctes: new Map(scope.ctes).set(lowered(text(entry, 'key')), named) };
  }
  return scope;
}

function checkSelect(walk: Walk, around: Scope, node: JsonObject): Relation {
  const [outside, unnests] = [walk.inside, walk.unnests];
  walk.inside = 0;
  const table = nodeAt(node, 'from_table') as JsonObject;
  const from = checkFrom(walk, around, table);
  const forRows = around.forRows || text(table, 'type') !== 'EMPTY';
  let scope = { ...within(around, from.relation, from.rows), forRows };
  const outputs: Output[] = [];
  for (const item of nodesAt(node, 'select_list')) {
    const output = outputOf(walk, scope, item, from.relation);
    outputs.push(output);
    // Later items, and the clauses below, may name it.
    scope = { ...within(scope, { ...NO_RELATION, columns: output.columns }), forRows };
  }
  if (textsAt(node, 'group_sets').length > MOST_GROUPING_SETS)
    throw new Refused(`It has more than ${MOST_GROUPING_SETS} grouping sets.`, node);
  const clauses = nodesUnder(node, 'where_clause', 'having', 'qualify');
  checkAll(walk, scope, [...clauses, ...nodesAt(node, 'group_expressions')]);
  checkModifiers(walk, scope, node);
  const tables = from.relation.tables + walk.inside;
  walk.inside = outside;
  return selected(outputs, {
    tables,
    unnested: walk.unnests > unnests,
    place: nodesAt(node, 'select_list')[0],
  });
}

interface Output {
  readonly size: number;
  /** Its names that are sure. */
  readonly columns: ReadonlyMap<string, number>;
  readonly unnamed: number;
  /** All columns that it stands for together. */
  readonly row: number;
}

function outputOf(walk: Walk, scope: Scope, item: JsonObject, from: Relation): Output {
  const stars = walk.stars;
  const value = checkExpression(walk, scope, item);
  const size = value.collects ? COLLECTED : value.size;
  if (text(item, 'class') === 'STAR')
    return { size, columns: from.columns, unnamed: from.unnamed, row: from.row };
  const name = text(item, 'alias') || (textsAt(item, 'column_names').at(-1) ?? '');
  const isSure = name !== '' && walk.stars === stars;
  return {
    size,
    columns: new Map(isSure ? [[lowered(name), size]] : []),
    unnamed: isSure ? 1 : size,
    // What is collected is bounded by the rows that it is made of.
    row: (walk.stars > stars ? from.row : 1) * (size === COLLECTED ? 1 : size),
  };
}

interface Selection {
  readonly tables: number;
  readonly unnested: boolean;
  readonly place: JsonObject | undefined;
}

function selected(outputs: readonly Output[], { tables, unnested, place }: Selection): Relation {
  const row = outputs.reduce((sum, output) => sum + output.row, 0);
  if (row > MOST_ROW)
    throw new Refused(`A row of it can grow to ${row} times the usual value; at most ${MOST_ROW}.`, place);
  const largest = Math.max(1, ...outputs.map(({ size }) => size));
  if (unnested && largest === COLLECTED)
    throw new Refused(
      'A list or text collected over rows would be copied into each row of UNNEST here. Unnest in a query of its own.',
      place,
    );
  const all = outputs.reduce<Relation>(
    (sum, { columns, unnamed }) => beside(sum, { ...NO_RELATION, columns, unnamed }),
    NO_RELATION,
  );
  const names = outputs.reduce((sum, { columns }) => sum + columns.size, 0);
  const relation = { ...all, largest, row, tables };
  // Of two columns with one name the engine renames the second.
  return names > all.columns.size ? unsure(relation) : relation;
}

function checkSetOperation(walk: Walk, scope: Scope, node: JsonObject): Relation {
  const [left, right] = ['left', 'right'].map((side) =>
    checkQuery(walk, nested(scope, 'beside'), nodeAt(node, side) as JsonObject),
  ) as [Relation, Relation];
  const all = beside(left, right);
  const either = {
    ...all,
    row: text(node, 'setop_type') === 'UNION_BY_NAME' ? all.row : Math.max(left.row, right.row),
  };
  checkModifiers(walk, within(scope, either), node);
  // The columns are put together by position, and named as the left ones are.
  return unsure(either);
}

const MODIFIERS: Readonly<Record<string, ReadonlySet<string>>> = {
  ORDER_MODIFIER: new Set(['type', 'orders']),
  LIMIT_MODIFIER: new Set(['type', 'limit', 'offset']),
  LIMIT_PERCENT_MODIFIER: new Set(['type', 'limit', 'offset']),
  DISTINCT_MODIFIER: new Set(['type', 'distinct_on_targets']),
};

function checkModifiers(walk: Walk, scope: Scope, node: JsonObject): void {
  for (const modifier of nodesAt(node, 'modifiers')) {
    const type = text(modifier, 'type');
    const known = Object.hasOwn(MODIFIERS, type) ? MODIFIERS[type] : undefined;
    if (!known) throw new Refused(`It has ${type || 'a clause'} that is not known here.`, node);
    onlyMembers(modifier, type, known);
    checkOrders(walk, scope, nodesAt(modifier, 'orders'));
    const bounds = nodesUnder(modifier, 'limit', 'offset');
    checkAll(walk, scope, [...bounds, ...nodesAt(modifier, 'distinct_on_targets')]);
  }
}
