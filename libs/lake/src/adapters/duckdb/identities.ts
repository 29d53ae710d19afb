import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import type { Position } from '@dataforge/events';
import type { Identity, KnownIdentity } from '../../ports/refine-store.ts';
import { tables } from './names.ts';
import { IDENTITY, IDENTITY_COLUMNS, identityLine, type Staging } from './staging.ts';
import { rowsInWindows } from './windows.ts';
import { rowsOf } from './writer.ts';

/** Looks identities up in silver by their 64-bit hash and then the pair, within the event dates they name. */
export async function knownIdentities(
  connection: DuckDBConnection,
  staging: Staging,
  product: Product,
  identities: readonly Identity[],
): Promise<readonly KnownIdentity[]> {
  if (identities.length === 0) return [];
  const dates = new Set(identities.map(({ eventTime }) => Math.floor(eventTime / DAY_MS) * DAY_MS));
  const silver = rowsInWindows(tables(product).silver, 'event_time', 'day', [...dates]);
  const asked = await staging.staged(identities.map(identityLine), IDENTITY_COLUMNS, async (relation) => {
    return rowsOf<Omit<KnownIdentity, 'position'> & { position: number }>(
      connection,
      `SELECT s.source, s.id, s._content AS "contentHash", s._partition AS partition, s._position AS position
       FROM (${silver}) s
       JOIN (SELECT DISTINCT source, id, ${IDENTITY} AS hash FROM ${relation}) asked
         ON s._identity = asked.hash AND s.source = asked.source AND s.id = asked.id`,
    );
  });
  return asked.map((row) => ({ ...row, position: row.position as Position }));
}
