import { kindOf } from './kinds.mjs';
import { literalText } from './literal-text.mjs';
import { pathInWorkspace } from './path-in-workspace.mjs';

/**
 * What pure files may use of the globals: what computes. Clock, chance, environment, timers and network are ports
 * there, or a simulation lies. An allow list too: a global of a later Node is refused until it is named here.
 */
const COMPUTES = new Set(
  `undefined NaN Infinity isFinite isNaN parseFloat parseInt
  Array Boolean BigInt Number Object Promise Proxy Reflect RegExp String Symbol JSON Map Set WeakMap WeakSet
  ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array
  Float32Array Float64Array BigInt64Array BigUint64Array
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
  Buffer TextDecoder TextEncoder URL URLSearchParams encodeURIComponent decodeURIComponent encodeURI decodeURI
  structuredClone AbortController`.split(/\s+/),
);

/** Globals that compute and also read the clock, chance or a timer: the members that do, and no other use. */
const GUARDED = {
  Date: { members: /^(?:UTC|parse)$/, port: 'the Clock port' },
  Math: { members: /^(?!random$)/, port: 'the Random port' },
  AbortSignal: { members: /^(?:any|abort)$/, port: 'the Clock port' },
};

/** The machine's time zone and language are its environment. */
const LOCAL =
  /^(?:[gs]et(?:(?:Full)?Year|Month|Date|Day|Hours|Minutes|TimezoneOffset)|to(?:Date|Time)String|toLocale\w*|localeCompare)$/;

export const purity = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      global:
        "'{{name}}' is not for this file: here the clock, chance, environment, timers and network are ports (Clock and Random of the kernel, or a port of the domain). What only computes can be named in tools/walls/purity.mjs.",
      guarded: "This use of '{{name}}' may read the clock, chance or a timer: take it from {{port}}.",
      local: "'{{name}}' depends on the machine's time zone or language; use the UTC members.",
      environment: 'import.meta tells where the code runs; here that is not known.',
    },
  },
  create(context) {
    const kind = kindOf(pathInWorkspace(context.filename));
    if (!kind?.pure) return {};
    const report = (node, messageId, data) => context.report({ node, messageId, data });
    return {
      'Program:exit'() {
        for (const { identifier, resolved, isTypeReference } of referencesOf(context.sourceCode))
          if (!isTypeReference && !resolved?.defs.length) checkGlobal(identifier, report);
      },
      MemberExpression: (node) =>
        checkMember(node.property, memberName(node.computed, node.property), report),
      'ObjectPattern > Property': ({ computed, key }) => checkMember(key, memberName(computed, key), report),
      MetaProperty: (node) => node.meta.name === 'import' && report(node, 'environment'),
    };
  },
};

const referencesOf = ({ scopeManager }) => scopeManager.scopes.flatMap(({ references }) => references);

function checkGlobal(identifier, report) {
  const { name } = identifier;
  const guard = Object.hasOwn(GUARDED, name) ? GUARDED[name] : undefined;
  if (!guard) {
    if (!COMPUTES.has(name)) report(identifier, 'global', { name });
  } else if (!isHarmless(identifier, guard)) report(identifier, 'guarded', { name, port: guard.port });
}

function checkMember(node, name, report) {
  if (name !== undefined && LOCAL.test(name)) report(node, 'local', { name });
}

function isHarmless(identifier, { members }) {
  const { parent } = identifier;
  if (parent.type === 'MemberExpression' && parent.object === identifier) {
    const member = memberName(parent.computed, parent.property);
    return member !== undefined && members.test(member);
  }
  // A date of one given moment; with more arguments it is in the machine's time zone, with none it is now.
  if (parent.type === 'NewExpression' && identifier.name === 'Date')
    return parent.arguments.length === 1 && parent.arguments[0].type !== 'SpreadElement';
  return (
    parent.type === 'BinaryExpression' && parent.operator === 'instanceof' && parent.right === identifier
  );
}

/** The name of a member, undefined where it is computed while running. */
const memberName = (computed, key) => (computed ? literalText(key) : (key.name ?? key.value));
