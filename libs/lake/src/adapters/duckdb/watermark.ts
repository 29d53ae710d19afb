import { literal } from './sql.ts';

/** A partition that has read nothing for this long, measured in append time, does not hold the product back. */
const IDLE = 'INTERVAL 5 minutes';

/** The product's watermark: the smallest over its partitions that are not idle. A scalar subquery's text. */
export const productWatermark = (product: string): string =>
  `SELECT MIN(watermark) FROM pipeline.partitions p WHERE p.product = ${literal(product)}
     AND p.last_appended >= (SELECT MAX(last_appended) FROM pipeline.partitions WHERE product = ${literal(product)}) - ${IDLE}`;
