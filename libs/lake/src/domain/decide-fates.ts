import type { LogRecord } from '@dataforge/events';
import type { BronzeRow, FailedRecord, KnownIdentity } from '../ports/refine-store.ts';
import { identityKey } from './identity.ts';

/** A judged record beside the record itself, which a conflict takes into quarantine. */
export interface Candidate {
  readonly record: LogRecord;
  readonly row: BronzeRow;
}

/**
 * The first position of an identity wins. Another with the same content is a duplicate, one with other content
 * is quarantined as `id-conflict`; the same position seen again is the same event. Candidates come in position order
 * within each partition.
 */
export function decideFates(
  candidates: readonly Candidate[],
  known: readonly KnownIdentity[],
): { readonly rows: readonly BronzeRow[]; readonly conflicts: readonly FailedRecord[] } {
  const first = new Map<string, Pick<KnownIdentity, 'contentHash' | 'partition' | 'position'>>();
  for (const identity of known) first.set(identityKey(identity.source, identity.id), identity);
  const rows: BronzeRow[] = [];
  const conflicts: FailedRecord[] = [];
  for (const { record, row } of candidates) {
    if (row.fate === 'expired') {
      rows.push(row);
      continue;
    }
    const key = identityKey(row.source, row.id);
    const holder = first.get(key);
    if (!holder) {
      first.set(key, row);
      rows.push(row);
    } else if (holder.partition === row.partition && holder.position === row.position) rows.push(row);
    else if (holder.contentHash === row.contentHash) rows.push({ ...row, fate: 'duplicate' });
    else conflicts.push(conflictOf(record, row, holder));
  }
  return { rows, conflicts };
}

function conflictOf(
  record: LogRecord,
  row: BronzeRow,
  holder: Pick<KnownIdentity, 'partition' | 'position'>,
): FailedRecord {
  return {
    partition: row.partition,
    position: row.position,
    appendedAt: row.appendedAt,
    fate: 'quarantined',
    stage: 'dedupe',
    reasons: [
      {
        field: 'id',
        rule: 'id-conflict',
        detail: `partition ${holder.partition}, position ${holder.position} holds this source and id with other content`,
      },
    ],
    key: record.key,
    headers: record.headers,
    value: record.value,
    source: row.source,
    id: row.id,
  };
}
