import { isJsonObject, type Json, type JsonObject } from '@dataforge/kernel';
import { checkAll, checkExpression } from './check-expression.ts';
import { checkQuery, queryOf } from './check-query.ts';
import { Refused } from './refused.ts';
import {
  beside,
  bounded,
  COLLECTED,
  goldRelation,
  MOST_VALUE,
  nested,
  NO_RELATION,
  step,
  unsure,
  within,
  type Relation,
  type Scope,
  type Walk,
} from './scope.ts';
import { seriesLength } from './series.ts';
import { lowered, nodeAt, nodesAt, onlyMembers, text, textsAt } from './syntax-tree.ts';

export interface From {
  readonly relation: Relation;
  /** Its items' names, with the size of a row of each. */
  readonly rows: ReadonlyMap<string, number>;
}

type Check = (walk: Walk, scope: Scope, node: JsonObject) => From;

const members = (own: string): ReadonlySet<string> => new Set(`type alias query_location ${own}`.split(' '));

/** The FROM items there may be, with the members that are looked at. */
const ALLOWED: Readonly<Record<string, { readonly members: ReadonlySet<string>; readonly check: Check }>> = {
  EMPTY: { members: members(''), check: () => ({ relation: NO_RELATION, rows: new Map() }) },
  BASE_TABLE: { members: members('schema_name table_name column_name_alias catalog_name'), check: table },
  JOIN: {
    members: members('left right condition join_type ref_type using_columns delim_flipped'),
    check: join,
  },
  SUBQUERY: { members: members('subquery column_name_alias'), check: subquery },
  TABLE_FUNCTION: { members: members('function column_name_alias with_ordinality'), check: tableFunction },
  EXPRESSION_LIST: { members: members('expected_names expected_types values'), check: values },
};

const CALL = new Set('class type query_location function_name children order_bys is_operator'.split(' '));

const REASONS: Readonly<Record<string, string>> = {
  SHOW_REF:
    'It asks about the catalogue (SHOW, DESCRIBE, SUMMARIZE), which is not allowed. GET /products has the tables.',
  PIVOT: 'It has PIVOT or UNPIVOT, which is not allowed. Use aggregates with FILTER.',
};

export function checkFrom(walk: Walk, scope: Scope, node: JsonObject): From {
  step(walk, node);
  const type = text(node, 'type');
  const allowed = Object.hasOwn(ALLOWED, type) ? ALLOWED[type] : undefined;
  if (!allowed)
    throw new Refused(REASONS[type] ?? `It reads from ${type || 'something'} that is not known here.`, node);
  onlyMembers(node, `FROM ${type}`, allowed.members);
  const from = allowed.check(walk, scope, node);
  bounded(from.relation, node);
  return from;
}

/** One item under its alias, and under its own name without one. */
function item(node: JsonObject, relation: Relation, ownName = ''): From {
  const named = textsAt(node, 'column_name_alias').length > 0 ? unsure(relation) : relation;
  const name = lowered(text(node, 'alias') || ownName);
  const row = Math.max(1, named.row, named.largest);
  return { relation: named, rows: new Map(name ? [[name, row]] : []) };
}

/** A name without a schema is a CTE that is in sight, or nothing: the engine would look for tables and files. */
function table(walk: Walk, scope: Scope, node: JsonObject): From {
  const [catalog, schema, name] = ['catalog_name', 'schema_name', 'table_name'].map((part) =>
    text(node, part),
  ) as [string, string, string];
  const full = [catalog, schema, name].filter((part) => part !== '').join('.');
  if (catalog === '' && schema === '') {
    const cte = scope.ctes.get(lowered(name));
    if (cte) return item(node, cte, name);
    throw new Refused(`${full} is neither a table of gold (gold.<table>) nor a CTE of this statement.`, node);
  }
  if (catalog !== '' || lowered(schema) !== 'gold')
    throw new Refused(`It reads ${full}; only tables of gold are read, written gold.<table>.`, node);
  if (!walk.tables.has(lowered(name)))
    throw new Refused(
      `There is no table ${full}. There are: ${[...walk.tables].map((held) => `gold.${held}`).join(', ')}.`,
      node,
    );
  walk.reads.add(lowered(name));
  return item(node, goldRelation, name);
}

function join(walk: Walk, scope: Scope, node: JsonObject): From {
  const left = checkFrom(walk, scope, nodeAt(node, 'left') as JsonObject);
  // The right side may look at the left one (LATERAL, UNNEST of a column).
  const beneath = within(scope, left.relation, left.rows);
  const right = checkFrom(walk, beneath, nodeAt(node, 'right') as JsonObject);
  const relation = beside(left.relation, right.relation);
  if (relation.largest === COLLECTED)
    throw new Refused(
      'A list or text collected over rows would be copied into each row of a join. Collect after joining.',
      node,
    );
  const rows = new Map([...left.rows, ...right.rows]);
  const condition = nodeAt(node, 'condition');
  if (condition) checkExpression(walk, within(beneath, right.relation, right.rows), condition);
  return { relation, rows };
}

function subquery(walk: Walk, scope: Scope, node: JsonObject): From {
  return item(node, checkQuery(walk, nested(scope, 'beside', node), queryOf(node)));
}

const TABLE_FUNCTIONS = new Set(['range', 'generate_series', 'unnest']);

function tableFunction(walk: Walk, scope: Scope, node: JsonObject): From {
  const call = nodeAt(node, 'function') as JsonObject;
  const name = lowered(text(call, 'function_name'));
  if (text(call, 'class') !== 'FUNCTION' || text(call, 'schema') !== '' || !TABLE_FUNCTIONS.has(name))
    throw new Refused(
      `The table function ${name} is not allowed; only ${[...TABLE_FUNCTIONS].join(', ')} are.`,
      node,
    );
  const operands = checkAll(walk, scope, nodesAt(call, 'children'));
  onlyMembers(call, name, CALL);
  if (name !== 'unnest') seriesLength(walk, call);
  const size = Math.min(MOST_VALUE, Math.max(1, ...operands.map((operand) => operand.size)));
  return item(node, unsure({ ...NO_RELATION, largest: size, row: 2 * size }), name);
}

function values(walk: Walk, scope: Scope, node: JsonObject): From {
  const rows = listsAt(node, 'values').map((row) =>
    checkAll(walk, scope, row.filter(isJsonObject)).map(({ size }) => size),
  );
  const largest = Math.max(1, ...rows.flat());
  const row = Math.max(1, ...rows.map((sizes) => sizes.reduce((sum, size) => sum + size, 0)));
  return item(node, unsure({ ...NO_RELATION, largest, row }));
}

const listsAt = (node: JsonObject, member: string): readonly (readonly Json[])[] => {
  const value = node[member] as readonly Json[] | null | undefined;
  return (value ?? []).filter((entry): entry is readonly Json[] => Array.isArray(entry));
};
