import type { Product } from '@dataforge/products';
import { instant, numberIn, type Faults, type LakeReader } from './stopped-lake.ts';

/**
 * No position has two fates, and silver, bronze and quarantine hold exactly the positions whose fate says so. Records
 * appended before `since` (the start of a minute, ms) may have left bronze and quarantine, and are asked for in silver only.
 */
export async function checkFates(lake: LakeReader, product: Product, since = 0): Promise<Faults> {
  const name = product.name;
  const faults: string[] = [];
  const expectZero = async (what: string, sql: string) => {
    const count = numberIn(await lake.rows(sql));
    if (count !== 0) faults.push(`${name}: ${count} ${what}`);
  };
  const fates = `pipeline."fates_${name}"`;
  await expectZero(
    'positions with more than one fate',
    `SELECT COUNT(*) FROM (SELECT partition, position FROM ${fates} GROUP BY ALL HAVING COUNT(*) > 1)`,
  );
  const kept = (column: string) => `${column} >= ${instant(since)}`;
  for (const [table, fate, holds, says] of [
    [`silver."${name}"`, "fate = 'refined'", 'true', 'true'],
    [`quarantine."${name}"`, "fate IN ('quarantined', 'dead-lettered')", kept('appended_at'), kept('minute')],
    [
      `bronze."${name}"`,
      "fate IN ('refined', 'duplicate', 'filtered', 'expired')",
      kept('appended_at'),
      kept('minute'),
    ],
  ] as const) {
    const held = `SELECT _partition AS partition, _position AS position FROM ${table} WHERE ${holds}`;
    const said = `SELECT partition, position FROM ${fates} WHERE ${fate} AND ${says}`;
    await expectZero(
      `positions in ${table} twice`,
      `SELECT COUNT(*) FROM (${held} GROUP BY ALL HAVING COUNT(*) > 1)`,
    );
    await expectZero(
      `positions whose fate and ${table} disagree`,
      `SELECT COUNT(*) FROM ((${held} EXCEPT ${said}) UNION ALL (${said} EXCEPT ${held}))`,
    );
  }
  await expectZero(
    'identities in silver twice',
    `SELECT COUNT(*) FROM (SELECT source, id FROM silver."${name}" GROUP BY ALL HAVING COUNT(*) > 1)`,
  );
  return faults;
}
