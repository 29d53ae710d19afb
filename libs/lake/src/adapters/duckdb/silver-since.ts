import type { Product } from '@dataforge/products';
import { literal, timestamp } from './sql.ts';

/**
 * From when on silver still holds every event that gold has seen: the start of a day. A window that begins before cannot be
 * computed from silver again. A scalar subquery's text; `-infinity` where nothing has expired yet.
 */
export const silverSince = (product: Product): string =>
  `SELECT COALESCE(MAX(since), '-infinity'::TIMESTAMP) FROM pipeline.silver_since WHERE product = ${literal(product.name)}`;

/** Notes that retention has deleted from silver what came before `since` (ms). */
export const passSilver = (product: Product, since: number): readonly string[] => [
  `DELETE FROM pipeline.silver_since WHERE product = ${literal(product.name)} AND since < ${timestamp(since)}`,
  `INSERT INTO pipeline.silver_since VALUES (${literal(product.name)}, ${timestamp(since)})`,
];
