import { posix } from 'node:path';
import { kindOf } from './kinds.mjs';
import { literalText } from './literal-text.mjs';
import { pathInWorkspace } from './path-in-workspace.mjs';

/** Refuses every import that the kind of the file does not allow, in whatever way it is written. */
export const imports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unknownKind:
        'This file is of no kind that the house knows (tools/walls/kinds.mjs). Put it in one of the folders of a library, or add the kind.',
      refused: "{{kind}} may not import '{{specifier}}'. {{why}}",
      names: "{{kind}} may not import this from '{{specifier}}', only {{names}}, each by its name. {{why}}",
      typeOnly: "{{kind}} may import only types from '{{specifier}}'. {{why}}",
      itself: "'{{specifier}}' is this library: import the file.",
      test: "Nobody imports a test: what '{{specifier}}' shares belongs in a folder testing/.",
      late: 'Import at the top of the file, where the walls can see it.',
      unreadable: 'The walls cannot read what this imports: write it as a literal.',
    },
  },
  create(context) {
    const file = pathInWorkspace(context.filename);
    const kind = kindOf(file);
    if (!kind) return { Program: (node) => context.report({ node, messageId: 'unknownKind' }) };

    const report = (node, messageId, data = {}) =>
      context.report({ node, messageId, data: { kind: capital(kind.kind), why: kind.why, ...data } });

    function check(node, specifier, imported) {
      const fault = faultOf(kind, file, specifier, imported);
      if (fault) report(node, fault.messageId, { specifier, ...fault.data });
    }

    function checkLate(node) {
      const specifier = literalText(node.source);
      if (!kind.loads) report(node, 'late');
      else if (specifier === undefined) report(node, 'unreadable');
      else check(node, specifier, { whole: true });
    }

    const checkLoader = (node, name) => LOADERS.has(name) && report(node, 'late');

    return {
      ImportDeclaration: (node) => check(node, node.source.value, importedBy(node)),
      ExportAllDeclaration: (node) =>
        check(node, node.source.value, { whole: true, types: node.exportKind === 'type' }),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value, importedBy(node)),
      TSImportType: (node) =>
        check(node, (node.source ?? node.argument.literal).value, { whole: true, types: true }),
      TSExternalModuleReference: (node) => check(node, node.expression.value, { whole: true }),
      ImportExpression: checkLate,
      Identifier: (node) => checkLoader(node, node.name),
      'Literal, TemplateLiteral': (node) => checkLoader(node, literalText(node)),
    };
  },
};

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** What loads a module by a name that no wall can see: refused under its own name, however it is reached. */
const LOADERS = new Set(['require', 'createRequire', 'getBuiltinModule']);

/** What an import or export declaration takes: single names, or the module as a whole; types, or values too. */
function importedBy(node) {
  const names = node.specifiers.map((specifier) => specifier.imported ?? specifier.local);
  const single = node.specifiers.every(
    ({ type }) => type === 'ImportSpecifier' || type === 'ExportSpecifier',
  );
  const types =
    (node.importKind ?? node.exportKind) === 'type' ||
    (names.length > 0 &&
      node.specifiers.every((specifier) => (specifier.importKind ?? specifier.exportKind) === 'type'));
  return { whole: !single || names.length === 0, names: names.map((name) => name.name ?? name.value), types };
}

function faultOf(kind, file, specifier, imported) {
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) {
    const target = posix.join(posix.dirname(file), specifier);
    if (/\.test\.\w+$/.test(target)) return { messageId: 'test' };
    return kind.own.some((own) => own.test(target)) ? undefined : { messageId: 'refused' };
  }
  const itself = `@dataforge/${kind.at.lib}`;
  if (specifier === itself || specifier.startsWith(`${itself}/`)) return { messageId: 'itself' };
  const entries = kind.packages.filter(({ from }) => from.test(specifier));
  const faults = entries.map((entry) => faultWith(entry, imported));
  if (entries.length === 0) return { messageId: 'refused' };
  return faults.includes(undefined) ? undefined : faults[0];
}

/** What an entry of the allow list has against this import; undefined when it allows it. */
function faultWith({ names, typeOnly }, imported) {
  if (imported.types) return undefined;
  if (typeOnly) return { messageId: 'typeOnly' };
  if (!names || (!imported.whole && imported.names.every((name) => names.includes(name)))) return undefined;
  return { messageId: 'names', data: { names: names.join(', ') } };
}
