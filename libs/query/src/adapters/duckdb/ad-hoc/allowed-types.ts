import { type JsonObject } from '@dataforge/kernel';
import { Refused } from './refused.ts';
import { nodeAt, nodesAt, onlyMembers, text } from './syntax-tree.ts';

/** Types without a size that a statement chooses; a type by name could be any of the catalogue's. */
const PLAIN = new Set([
  'NULL',
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL',
  'VARCHAR',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP_S',
  'TIMESTAMP_MS',
  'TIMESTAMP_NS',
  'TIMESTAMP WITH TIME ZONE',
  'INTERVAL',
  'UUID',
]);
const NESTED = new Set(['LIST', 'MAP', 'STRUCT']);
const MEMBERS = new Set(['type', 'alias', 'child_type', 'child_types', 'width', 'scale']);

/** `place` is the cast, since types have no place of their own. */
export function checkType(type: JsonObject, place: JsonObject): void {
  const id = text(type, 'id');
  const info = nodeAt(type, 'type_info');
  const name = info && (text(info, 'name') || text(info, 'alias'));
  if (name || !(PLAIN.has(id) || NESTED.has(id)))
    throw new Refused(`It casts to the type ${name || id}, which is not allowed.`, place);
  if (!info) return;
  onlyMembers(info, 'a type', MEMBERS);
  const child = nodeAt(info, 'child_type');
  if (child) checkType(child, place);
  for (const member of nodesAt(info, 'child_types')) checkType(nodeAt(member, 'second') as JsonObject, place);
}
