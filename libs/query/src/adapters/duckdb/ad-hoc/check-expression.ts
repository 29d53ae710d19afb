import { type JsonObject } from '@dataforge/kernel';
import { growthOf, MOMENT_WORDS, OF_THE_MOMENT, SESSION_WORDS, type Growth } from './allowed-functions.ts';
import { checkType } from './allowed-types.ts';
import { checkInside } from './check-query.ts';
import { Refused } from './refused.ts';
import { COLLECTED, deeper, MOST_VALUE, step, type Scope, type Walk } from './scope.ts';
import { seriesLength } from './series.ts';
import { lowered, nodeAt, nodesAt, nodesUnder, onlyMembers, text, textsAt } from './syntax-tree.ts';

/** `collects`: it keeps the values of many rows, and is made here, of rows that are here anyway. */
export interface Value {
  readonly size: number;
  readonly collects: boolean;
}

const SMALL: Value = { size: 1, collects: false };

type Check = (walk: Walk, scope: Scope, node: JsonObject) => Value;

const EVERY = 'class type alias query_location';
const members = (own: string): ReadonlySet<string> => new Set(`${EVERY} ${own}`.split(' '));

/** The expressions there may be, by class, with the members that are looked at; all others are refused. */
const ALLOWED: Readonly<Record<string, { readonly members: ReadonlySet<string>; readonly check: Check }>> = {
  COLUMN_REF: { members: members('column_names'), check: columnReference },
  CONSTANT: { members: members('value'), check: (_walk, _scope, node) => constant(node) },
  PARAMETER: { members: members('identifier'), check: parameter },
  POSITIONAL_REFERENCE: {
    members: members('index'),
    check: (_walk, { largest }) => ({ size: largest, collects: false }),
  },
  STAR: {
    members: members('relation_name exclude_list columns expr qualified_exclude_list'),
    check: star,
  },
  FUNCTION: {
    members: members('function_name schema catalog children filter order_bys distinct is_operator'),
    check: functionCall,
  },
  WINDOW: {
    members: members(
      `function_name schema catalog children partitions orders start end start_expr end_expr offset_expr default_expr
       ignore_nulls filter_expr exclude_clause distinct arg_orders`.replaceAll(/\s+/g, ' '),
    ),
    check: windowCall,
  },
  CASE: { members: members('case_checks else_expr'), check: caseOf },
  CAST: { members: members('child cast_type try_cast'), check: castOf },
  OPERATOR: { members: members('children'), check: operator },
  COMPARISON: { members: members('left right'), check: small('left', 'right') },
  CONJUNCTION: { members: members('children'), check: small('children') },
  BETWEEN: { members: members('input lower upper'), check: small('input', 'lower', 'upper') },
  SUBQUERY: { members: members('subquery_type subquery child comparison_type'), check: subquery },
  COLLATE: { members: members('child collation'), check: collation },
};

const REASONS: Readonly<Record<string, string>> = {
  LAMBDA: 'It has a lambda, which is not allowed.',
  DEFAULT: 'It has DEFAULT, which is not allowed.',
};

/** Checks an expression and all in it, and says how large its value can get. */
export function checkExpression(walk: Walk, around: Scope, node: JsonObject): Value {
  step(walk, node);
  const scope = deeper(around, node);
  const kind = text(node, 'class');
  const allowed = Object.hasOwn(ALLOWED, kind) ? ALLOWED[kind] : undefined;
  if (!allowed)
    throw new Refused(REASONS[kind] ?? `It has ${kind || 'a part'} that is not known here.`, node);
  onlyMembers(node, kind, allowed.members);
  const value = allowed.check(walk, scope, node);
  if (value.size > MOST_VALUE && value.size !== COLLECTED)
    throw new Refused(
      `A value here can grow to ${value.size} times the usual size; at most ${MOST_VALUE}.`,
      node,
    );
  return value;
}

export const checkAll = (walk: Walk, scope: Scope, nodes: readonly JsonObject[]): readonly Value[] =>
  nodes.map((node) => checkExpression(walk, scope, node));

/** A comparison or the like: whatever it looks at, its value is small. */
function small(...names: readonly string[]): Check {
  return (walk, scope, node) => {
    for (const name of names) checkAll(walk, scope, [...nodesUnder(node, name), ...nodesAt(node, name)]);
    return SMALL;
  };
}

const largestOf = (values: readonly Value[]): Value => ({
  size: Math.max(1, ...values.map(({ size }) => size)),
  collects: values.some(({ collects }) => collects),
});

function columnReference(walk: Walk, scope: Scope, node: JsonObject): Value {
  const names = textsAt(node, 'column_names').map(lowered);
  const [name] = names;
  if (name !== undefined && names.length === 1) {
    if (SESSION_WORDS.has(name) && !scope.columns.has(name))
      throw new Refused(
        `${name} tells of the session, which is not allowed. If it is a column, write it with its table.`,
        node,
      );
    if (MOMENT_WORDS.has(name)) walk.ofTheMoment = true;
  }
  const sizes = names.map((part) => scope.columns.get(part) ?? 1);
  const row = scope.rows.get(names.at(-1) ?? '') ?? 1;
  return { size: Math.max(...sizes, row, scope.unnamed), collects: false };
}

/** Sixteen characters are one unit. */
function constant(node: JsonObject): Value {
  const value = nodeAt(node, 'value')?.['value'];
  return { size: typeof value === 'string' ? Math.max(1, Math.ceil(value.length / 16)) : 1, collects: false };
}

function parameter(walk: Walk, _scope: Scope, node: JsonObject): Value {
  const name = text(node, 'identifier');
  const value = Object.hasOwn(walk.parameters, name) ? walk.parameters[name] : null;
  return { size: typeof value === 'string' ? Math.max(1, Math.ceil(value.length / 16)) : 1, collects: false };
}

/** A star as an expression: COLUMNS(…), COUNT(t.*), ORDER BY ALL. */
function star(walk: Walk, scope: Scope, node: JsonObject): Value {
  walk.stars += 1;
  const chosen = nodeAt(node, 'expr');
  if (chosen && text(chosen, 'class') !== 'CONSTANT')
    throw new Refused('COLUMNS takes a pattern as text here, and nothing else.', node);
  return { size: scope.largest, collects: false };
}

/** The names of functions are the engine's own, without a schema or in `main`, where the parser puts some itself. */
function growthAt(walk: Walk, node: JsonObject, operands: number): Growth {
  const name = lowered(text(node, 'function_name'));
  const schema = text(node, 'schema');
  const growth = growthOf(name, operands);
  const catalog = text(node, 'catalog');
  if (!growth || catalog !== '' || !['', 'main'].includes(schema))
    throw new Refused(
      `The function ${[catalog, schema, name].filter(Boolean).join('.')} is not allowed.`,
      node,
    );
  if (OF_THE_MOMENT.has(name)) walk.ofTheMoment = true;
  if (name === 'unnest') walk.unnests += 1;
  return growth;
}

function functionCall(walk: Walk, scope: Scope, node: JsonObject): Value {
  const operands = checkAll(walk, scope, nodesAt(node, 'children'));
  const growth = growthAt(walk, node, operands.length);
  const filter = nodeAt(node, 'filter');
  if (filter) checkExpression(walk, scope, filter);
  const orders = nodeAt(node, 'order_bys');
  if (orders) checkOrders(walk, scope, nodesAt(orders, 'orders'));
  if (growth === 'series') return { size: Math.ceil(seriesLength(walk, node) / 2), collects: false };
  return grown(growth, operands, node);
}

function grown(growth: Growth, operands: readonly Value[], node: JsonObject): Value {
  const sizes = operands.map(({ size }) => size);
  const { size, collects } = largestOf(operands);
  if (growth === 'small') return SMALL;
  if (growth === 'collect') return { size: Math.max(1, size), collects: true };
  if (growth === 'element') return { size: Math.min(size, MOST_VALUE), collects: false };
  if (growth === 'keep') return { size, collects };
  if (size === COLLECTED)
    throw new Refused(
      'A list or text collected over rows in a query inside can be handed on, cut, counted and unnested, but not put together. Put it together where it is collected.',
      node,
    );
  const sum = sizes.reduce((all, one) => all + one, 0);
  if (growth === 'join') return { size: Math.max(1, sum), collects };
  if (growth === 'spread') return { size: 16 * Math.max(1, sum), collects };
  return { size: sizes.reduce((all, one) => all * one, 1), collects };
}

export function checkOrders(walk: Walk, scope: Scope, orders: readonly JsonObject[]): void {
  for (const order of orders) checkExpression(walk, scope, nodeAt(order, 'expression') as JsonObject);
}

function windowCall(walk: Walk, scope: Scope, node: JsonObject): Value {
  const operands = checkAll(walk, scope, nodesAt(node, 'children'));
  const growth = growthAt(walk, node, operands.length);
  if (growth === 'collect')
    throw new Refused(
      `${text(node, 'function_name')} cannot be a window function here: it would keep all values once for each row.`,
      node,
    );
  checkAll(walk, scope, nodesAt(node, 'partitions'));
  for (const list of ['orders', 'arg_orders']) checkOrders(walk, scope, nodesAt(node, list));
  const others = nodesUnder(node, 'start_expr', 'end_expr', 'offset_expr', 'default_expr', 'filter_expr');
  const value = grown(growth, [...operands, ...checkAll(walk, scope, others)], node);
  if (value.size === COLLECTED)
    throw new Refused('A list or text collected over rows would be copied into each row of a window.', node);
  return value;
}

function caseOf(walk: Walk, scope: Scope, node: JsonObject): Value {
  const checks = nodesAt(node, 'case_checks');
  checkAll(
    walk,
    scope,
    checks.flatMap((check) => nodesUnder(check, 'when_expr')),
  );
  const results = [
    ...checks.flatMap((check) => nodesUnder(check, 'then_expr')),
    ...nodesUnder(node, 'else_expr'),
  ];
  return grown('keep', checkAll(walk, scope, results), node);
}

function castOf(walk: Walk, scope: Scope, node: JsonObject): Value {
  checkType(nodeAt(node, 'cast_type') as JsonObject, node);
  const value = checkExpression(walk, scope, nodeAt(node, 'child') as JsonObject);
  // A list as text has a comma and a space more for each entry.
  return grown('multiply', [value, { size: value.size > 1 ? 2 : 1, collects: false }], node);
}

/** Growth of the operators that are no functions. */
const OPERATORS: Readonly<Record<string, Growth>> = {
  OPERATOR_NOT: 'small',
  OPERATOR_IS_NULL: 'small',
  OPERATOR_IS_NOT_NULL: 'small',
  COMPARE_IN: 'small',
  COMPARE_NOT_IN: 'small',
  GROUPING_FUNCTION: 'small',
  OPERATOR_COALESCE: 'keep',
  OPERATOR_NULLIF: 'keep',
  OPERATOR_TRY: 'keep',
  ARRAY_SLICE: 'keep',
  ARRAY_EXTRACT: 'element',
  STRUCT_EXTRACT: 'element',
  ARRAY_CONSTRUCTOR: 'join',
};

function operator(walk: Walk, scope: Scope, node: JsonObject): Value {
  const type = text(node, 'type');
  const growth = Object.hasOwn(OPERATORS, type) ? OPERATORS[type] : undefined;
  if (!growth) throw new Refused(`The operator ${type} is not allowed.`, node);
  return grown(growth, checkAll(walk, scope, nodesAt(node, 'children')), node);
}

function subquery(walk: Walk, scope: Scope, node: JsonObject): Value {
  const child = nodeAt(node, 'child');
  if (child) checkExpression(walk, scope, child);
  const { largest } = checkInside(walk, scope, node);
  if (text(node, 'subquery_type') !== 'SCALAR') return SMALL;
  if (largest === COLLECTED && scope.forRows)
    throw new Refused('A subquery that collects over rows would be copied into each row here.', node);
  return { size: largest, collects: false };
}

const COLLATIONS = new Set(['nocase', 'noaccent', 'nocase.noaccent']);

function collation(walk: Walk, scope: Scope, node: JsonObject): Value {
  const name = lowered(text(node, 'collation'));
  if (!COLLATIONS.has(name)) throw new Refused(`The collation ${name} is not allowed.`, node);
  return checkExpression(walk, scope, nodeAt(node, 'child') as JsonObject);
}
