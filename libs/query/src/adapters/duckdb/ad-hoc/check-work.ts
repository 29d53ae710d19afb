import type { JsonObject } from '@dataforge/kernel';
import { Refused } from './refused.ts';
import type { Walk } from './scope.ts';
import { lowered, nodeAt, nodesAt, text } from './syntax-tree.ts';

/**
 * Steps that one value may take. The engine can be interrupted between vectors of 2,048 values and not within a value, so
 * that a vector at this limit takes about a second.
 */
const MOST_STEPS = 262_144;
/** One of a distance takes some fifteen times as long. */
const MOST_DISTANCE_STEPS = 16_384;
/** Of a unit of size, which is 16 bytes. */
const CHARACTERS = 16;

const words = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));

/** Each character of one text against each of the other. */
const DISTANCES = words('levenshtein editdist3 damerau_levenshtein jaro_similarity jaro_winkler_similarity');
const SEARCHES = words('contains instr position strpos');
/** Tried at every place for each wildcard, so that the text's length counts once for each. */
const PATTERNS = words('~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape');
/** In time that grows with the text and with the expression's program, where repetitions are written out. */
const EXPRESSIONS = words(
  `~ regexp_matches regexp_full_match regexp_extract regexp_extract_all regexp_replace string_split_regex str_split_regex
   regexp_split_to_array`,
);

/** Refuses a call whose single value could take so long that nobody could stop it. `sizes`: of its operands. */
export function checkWork(walk: Walk, node: JsonObject, sizes: readonly number[]): void {
  const name = lowered(text(node, 'function_name'));
  const [first = 1, second = 1] = sizes;
  if (DISTANCES.has(name)) {
    if (first * second * CHARACTERS ** 2 > MOST_DISTANCE_STEPS)
      throw tooSlow(name, 'texts as long as these', node);
  } else if (SEARCHES.has(name)) {
    if (first * second === Number.POSITIVE_INFINITY && Math.min(first, second) > 1)
      throw tooSlow(name, 'what is collected over rows and a long text', node);
  } else if (PATTERNS.has(name)) checkPattern(walk, node, first);
  else if (EXPRESSIONS.has(name)) checkRegularExpression(walk, node, first);
}

/** What they keep of a frame is made anew for each row. */
const ANEW_FOR_EACH_ROW = words('entropy mad mode approx_quantile');

/** Refuses a window function that could not be interrupted. */
export function checkWindowWork(node: JsonObject): void {
  const name = lowered(text(node, 'function_name'));
  if (node['distinct'] === true)
    throw tooSlow(`${name}(DISTINCT …)`, 'a window; count what is distinct in a query of its own', node);
  if (ANEW_FOR_EACH_ROW.has(name)) throw tooSlow(name, 'a window', node);
}

const tooSlow = (name: string, what: string, node: JsonObject): Refused =>
  new Refused(`${name} takes too long with ${what}, and could not be interrupted.`, node);

function checkPattern(walk: Walk, node: JsonObject, size: number): void {
  const pattern = patternOf(walk, node);
  const wildcards = pattern.match(/[%*]+(?!$)/g)?.length ?? 0;
  const steps = wildcards === 0 ? 1 : (size * CHARACTERS) ** wildcards * pattern.length;
  if (steps > MOST_STEPS) throw tooSlow('LIKE', `${wildcards} wildcards and a text as long as this`, node);
}

function checkRegularExpression(walk: Walk, node: JsonObject, size: number): void {
  const program = programLength(patternOf(walk, node));
  if (size * CHARACTERS * program > MOST_STEPS)
    throw tooSlow('The regular expression', 'a text as long as this; shorten it or its repetitions', node);
}

/** RE2 takes no repetition, nested ones multiplied, beyond this. */
const MOST_REPETITIONS = 1_000;
/** About what a class of Unicode (`\p{L}`) is made of. */
const CLASS_LENGTH = 500;

function programLength(pattern: string): number {
  const repetitions = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce(
    (all, [, least, most]) => all * Math.max(1, Number(least), Number(most ?? 0)),
    1,
  );
  const classes = pattern.match(/\\p/gi)?.length ?? 0;
  return (pattern.length + classes * CLASS_LENGTH) * Math.min(repetitions, MOST_REPETITIONS);
}

function patternOf(walk: Walk, node: JsonObject): string {
  const [, pattern] = nodesAt(node, 'children');
  const known = pattern && knownText(walk, pattern);
  if (known === undefined)
    throw new Refused(
      'A pattern is a constant or a parameter here, or some of them put together by ||.',
      node,
    );
  return known;
}

/** The text of an expression, whatever row it is computed for; undefined if it is another one in each. */
function knownText(walk: Walk, node: JsonObject): string | undefined {
  switch (text(node, 'class')) {
    case 'CONSTANT':
      return String(nodeAt(node, 'value')?.['value'] ?? '');
    case 'PARAMETER':
      return String(walk.parameters[text(node, 'identifier')] ?? '');
    case 'CAST':
      return knownText(walk, nodeAt(node, 'child') as JsonObject);
    case 'FUNCTION': {
      const parts = nodesAt(node, 'children').map((child) => knownText(walk, child));
      const known = parts.every((part) => part !== undefined);
      return known && ['||', 'concat'].includes(text(node, 'function_name')) ? parts.join('') : undefined;
    }
    default:
      return undefined;
  }
}
