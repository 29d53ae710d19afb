import type { DuckDbClient } from '@dataforge/clients/duckdb';
import { messageOf } from '@dataforge/kernel';

/**
 * What cannot be spilled, such as a list that an aggregate is collecting, is tagged ALLOCATOR. At half of the engine's
 * memory the writer still has room; sorting, joining and grouping spill and make room by themselves.
 */
const PINNED_IS_HIGH = `SELECT COALESCE(SUM(memory_usage_bytes), 0)
    > parse_formatted_bytes(current_setting('memory_limit')) / 2
  FROM duckdb_memory() WHERE tag = 'ALLOCATOR'`;

/** Values of a vector are outside the engine's count; so much more of the process's memory is not a query's to take. */
const MOST_GROWTH_BYTES = 1024 ** 3;

export const isOutOfMemory = (error: unknown): boolean => messageOf(error).includes('Out of Memory Error');

/** Watches memory from now on: true once the queries that run have taken more than their share. */
export function memoryWatch(client: DuckDbClient): () => Promise<boolean> {
  const before = process.memoryUsage.rss();
  return async () => {
    if (process.memoryUsage.rss() - before > MOST_GROWTH_BYTES) return true;
    const connection = await client.connect();
    try {
      return (await connection.runAndReadAll(PINNED_IS_HIGH)).getRowsJS()[0]?.[0] === true;
    } catch (error) {
      if (isOutOfMemory(error)) return true;
      throw error;
    } finally {
      connection.disconnectSync();
    }
  };
}
