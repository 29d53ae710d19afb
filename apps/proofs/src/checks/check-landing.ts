import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Product } from '@dataforge/products';
import type { Faults, LakeReader } from './stopped-lake.ts';

/** Every position that has a fate is in landing exactly once, in order, and nothing else is. */
export async function checkLanding(lake: LakeReader, dataDir: string, product: Product): Promise<Faults> {
  const faults: string[] = [];
  const { topic } = product.event;
  const landed = landedPositions(join(dataDir, 'landing', topic));
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
    landed.delete(partition);
  }
  for (const [partition, positions] of landed)
    if (positions.length > 0)
      faults.push(`${topic}/${partition}: ${positions.length} landed records have no fate`);
  return faults;
}

function landedPositions(root: string): Map<number, readonly number[]> {
  const landed = new Map<number, readonly number[]>();
  for (const partition of readdirSync(root)) {
    const objects = readdirSync(join(root, partition)).sort();
    const lines = objects.flatMap((object) =>
      gunzipSync(readFileSync(join(root, partition, object)))
        .toString('utf8')
        .trimEnd()
        .split('\n'),
    );
    landed.set(
      Number(partition),
      lines.map((line) => (JSON.parse(line) as { position: number }).position),
    );
  }
  return landed;
}
