import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, natureOf } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import type { BronzeRow } from '../../ports/refine-store.ts';
import { openLake } from './open-lake.ts';

/**
 * A process of its own for a test of what a full disk does: commits rows of the product in `<directory>/product.json`
 * until the disk takes no more, tries that three times, and prints how many it committed and how the failures are to be
 * met. It ends without closing, as one that is killed.
 */
const [directory = ''] = process.argv.slice(2);
const product = JSON.parse(readFileSync(join(directory, 'product.json'), 'utf8')) as Product;

// Sent at the file size limit, which stands in for a full disk; the write's own error follows.
process.on('SIGXFSZ', () => undefined);

const rowAt = (position: number): BronzeRow => ({
  fate: 'refined',
  partition: 0,
  position: position as BronzeRow['position'],
  source: '/sites/m',
  id: `e${position}`,
  eventTime: position,
  appendedAt: position,
  data: { meterId: 'm', reading: 1, note: `${position}`.repeat(50) },
  contentHash: '',
});

const { store } = await openLake(directory, product);
let next = 0;
const failures: string[] = [];
while (failures.length < 3) {
  const rows = Array.from({ length: 500 }, (_, n) => rowAt(next + n));
  const offset = { partition: 0, from: rowAt(next).position, next: rowAt(next + 500).position };
  try {
    const committed = await store.commit({
      product: product.name,
      refinedAt: 0,
      rows,
      failed: [],
      offsets: [offset],
    });
    if (!committed.ok) throw new Error(committed.error.detail);
    next += 500;
  } catch (error) {
    failures.push(`${natureOf(error)}: ${messageOf(error)}`);
  }
}
process.stdout.write(JSON.stringify({ committed: next, failures }), () => process.exit(0));
