import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ALONE, backOff, type DynamoDb, type Item } from '@dataforge/clients/dynamodb';
import { InfrastructureError } from '@dataforge/kernel';
import type { SeenSource } from '../../domain/seen-sources.ts';
import type { SourceStore } from '../../ports/source-store.ts';
import { ALERTS_TABLE } from './table.ts';

const compress = promisify(gzip);
const inflate = promisify(gunzip);

/** What fits into an item, which has 400 KB at the most, besides keys. */
const PART_BYTES = 350_000;
const MOST_FAILURES = 8;
const PART = 'part#';

const pkOf = (product: string): string => `sources#${product}`;
const partKey = (generation: string, n: number): string =>
  `${PART}${generation}#${String(n).padStart(4, '0')}`;

/**
 * Seen sources in DynamoDB: those of a product are one value, packed, in parts where one item does not hold it. The parts
 * are written first, then the item that names them, then those that it no longer names are removed, also the ones that a
 * crash left.
 */
export function dynamoDbSourceStore({ client }: { readonly client: DynamoDb }): SourceStore {
  const table = client.table(ALERTS_TABLE);

  async function packed(pk: string, head: Item): Promise<Buffer | undefined> {
    const prefix = `${PART}${head['generation'] as string}#`;
    const parts: Uint8Array[] = [];
    // One character on is behind every part.
    for await (const item of table.query({ pk, from: prefix, to: prefix.replace(/#$/, '$') }))
      parts.push(item['bytes'] as Uint8Array);
    return parts.length === head['parts'] ? Buffer.concat(parts) : undefined;
  }

  return {
    async load(product) {
      const pk = pkOf(product);
      for (let failures = 1; failures <= MOST_FAILURES; failures += 1) {
        const head = await table.get({ pk, sk: ALONE });
        if (!head) return [];
        const bytes = await packed(pk, head);
        if (bytes) return JSON.parse((await inflate(bytes)).toString()) as readonly SeenSource[];
        // They were replaced while they were read.
        await backOff(failures);
      }
      throw new InfrastructureError(`The sources of ${product} change while they are read.`, 'retriable');
    },
    async save(product, sources) {
      const pk = pkOf(product);
      const generation = randomUUID();
      const bytes = await compress(JSON.stringify(sources));
      const parts = Math.ceil(bytes.byteLength / PART_BYTES);
      for (let n = 0; n < parts; n += 1) {
        const part = bytes.subarray(n * PART_BYTES, (n + 1) * PART_BYTES);
        await table.put({ pk, sk: partKey(generation, n), bytes: part });
      }
      await table.put({ pk, sk: ALONE, generation, parts });
      const old = [];
      for await (const key of table.query({ pk, from: PART, keysOnly: true }))
        if (!key.sk.startsWith(`${PART}${generation}#`)) old.push(key);
      await table.removeAll(old);
    },
  };
}
