import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Product } from '@dataforge/products';
import type { Faults, LakeReader } from './stopped-lake.ts';

/** The positions that landing objects hold, by partition, in the order of the objects' keys. */
export type Landed = ReadonlyMap<number, readonly number[]>;

/** Every position that has a fate is in landing exactly once, in order, and nothing else is. */
export async function checkLanding(lake: LakeReader, landed: Landed, product: Product): Promise<Faults> {
  const faults: string[] = [];
  const { topic } = product.event;
  const fated = await lake.rows(
    `SELECT partition, LIST(position::DOUBLE ORDER BY position) AS positions
     FROM pipeline."fates_${product.name}" GROUP BY partition`,
  );
  for (const row of fated) {
    const partition = Number(row['partition']);
    const want = row['positions'] as readonly number[];
    const have = landed.get(partition) ?? [];
    if (JSON.stringify(want) !== JSON.stringify(have))
      faults.push(
        `${topic}/${partition}: ${have.length} records in landing, ${want.length} fates, or in another order`,
      );
  }
  const known = new Set(fated.map((row) => Number(row['partition'])));
  for (const [partition, positions] of landed)
    if (positions.length > 0 && !known.has(partition))
      faults.push(`${topic}/${partition}: ${positions.length} landed records have no fate`);
  return faults;
}

/** Of the files of a stopped process. */
export function landedInFiles(dataDir: string, topic: string): Landed {
  const root = join(dataDir, 'landing', topic);
  return new Map(
    readdirSync(root).map((partition) => {
      const objects = readdirSync(join(root, partition)).sort();
      const positions = objects.flatMap((object) =>
        positionsIn(gunzipSync(readFileSync(join(root, partition, object)))),
      );
      return [Number(partition), positions];
    }),
  );
}

/** The positions of the records in a landing object, once it is unpacked. */
export const positionsIn = (object: Buffer): readonly number[] =>
  object
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { position: number }).position);
