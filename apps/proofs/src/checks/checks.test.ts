import { compiledProduct } from '@dataforge/products/testing';
import { seededRandom } from '@dataforge/testkit';
import { COUNTS, type LedgerLine } from '../ledger-settled.ts';
import { simulatedWorld, type World } from '../simulation/world.ts';
import { telemetryLoad, type TelemetryLoad } from '../telemetry-load.ts';
import { checkFates } from './check-fates.ts';
import { checkGold } from './check-gold.ts';
import { checkBalanced, checkMinutes, checkTold } from './check-ledger.ts';
import { checkReadings } from './check-readings.ts';
import { checkServed } from './check-served.ts';
import type { Faults } from './stopped-lake.ts';

const END = Date.UTC(2026, 10, 23, 12, 30);
const product = compiledProduct('telemetry');

describe('what the checks find in a lake', () => {
  let world: World;
  let load: TelemetryLoad;
  let served: ReadonlyMap<string, ReadonlyMap<number, number>>;

  beforeAll(async () => {
    const calm = { random: seededRandom(1), failing: () => 0, before: () => Promise.resolve() };
    world = await simulatedWorld(product, calm, END, (error) => {
      throw new Error(error);
    });
    load = telemetryLoad({
      events: 300,
      duplicates: 0.1,
      violations: 0.1,
      late: 0.1,
      conflicts: 0.05,
      devices: 3,
      seed: 1,
      endMs: END,
    });
    await world.process.send(load.lines);
    const session = await world.process.refiner(1_000).open();
    while ((await session.step()) === 'refined');
    await world.process.refresh();
    await world.process.deliver();
    served = new Map(
      await Promise.all(
        product.kpis.map(async ({ id }) => {
          const points = await world.kpis.series(id, 0, END * 2, 10_000);
          return [id, new Map(points.map(({ bucket, value }) => [bucket, value ?? Number.NaN]))] as const;
        }),
      ),
    );
  });
  afterAll(() => world.close());

  const everything = async (): Promise<Faults> => [
    ...(await checkFates(world, product)),
    ...(await checkGold(world, product)),
    ...(await checkReadings(world, load)),
    ...(await checkServed(world, product, ({ id }) => served.get(id))),
  ];

  it('is nothing where nothing is wrong', async () => {
    expect(await everything()).toEqual([]);
  });

  const FIRST = '(_partition, _position) IN (SELECT (_partition, _position) FROM silver.telemetry LIMIT 1)';
  it.each([
    ['a lost reading', `DELETE FROM silver.telemetry WHERE ${FIRST}`, 'fate and silver."telemetry" disagree'],
    ['a reading that changed', `UPDATE silver.telemetry SET value = value + 1 WHERE ${FIRST}`, 'sent as'],
    [
      'a reading that came twice',
      `INSERT INTO silver.telemetry BY NAME SELECT * REPLACE (_position + 100000 AS _position) FROM silver.telemetry WHERE ${FIRST}`,
      'identities in silver twice',
    ],
    [
      'a position with two fates',
      `INSERT INTO pipeline.fates_telemetry BY NAME SELECT * REPLACE ('duplicate'::fate AS fate) FROM pipeline.fates_telemetry LIMIT 1`,
      'more than one fate',
    ],
    ['a fate that is lost', 'DELETE FROM pipeline.fates_telemetry WHERE position = 1', 'disagree'],
    ['an empty quarantine', 'DELETE FROM quarantine.telemetry', 'fate and quarantine."telemetry" disagree'],
    [
      'a count in gold',
      'UPDATE gold.telemetry_device_minutes SET count = count + 1',
      'rows differ from a recompute',
    ],
    [
      'a percentile on an interval',
      'UPDATE gold.telemetry_device_minutes SET p95 = p95 + 1',
      'rows differ from a recompute',
    ],
    [
      'a percentile of a closed window',
      `UPDATE gold.telemetry_device_hours SET p95 = NULL WHERE hour < '2026-11-23 12:00:00'`,
      'rows differ from a recompute',
    ],
    ['a window of gold', 'DELETE FROM gold.telemetry_device_hours WHERE count > 1', 'a recompute'],
    [
      'that nothing closed',
      `UPDATE pipeline.partitions SET watermark = '2026-11-01 00:00:00'`,
      'no window is closed',
    ],
    [
      'a point that gold does not say',
      'UPDATE gold.telemetry_device_minutes SET count = count + 1',
      'telemetry.readings: ',
    ],
  ])('is %s', async (_what, plant, found) => {
    await world.rows('BEGIN TRANSACTION');
    await world.rows(plant);

    const faults = await everything();

    await world.rows('ROLLBACK');
    expect(faults).toContainEqual(expect.stringContaining(found));
  });

  it('is not a percentile of a window that is open', async () => {
    await world.rows('BEGIN TRANSACTION');
    await world.rows(`UPDATE gold.telemetry_device_hours SET p95 = -1 WHERE hour = '2026-11-23 12:00:00'`);

    const faults = await everything();

    await world.rows('ROLLBACK');
    expect(faults).toEqual([]);
  });
});

describe('what the checks find in a ledger', () => {
  const line = (counts: Partial<LedgerLine>): LedgerLine => ({
    ...(Object.fromEntries(COUNTS.map((count) => [count, 0])) as Record<(typeof COUNTS)[number], number>),
    product: 'telemetry',
    stage: 'refine',
    partition: 0,
    balanced: true,
    ...counts,
  });
  const refine = line({ accepted: 10, refined: 7, duplicate: 2, quarantined: 1 });
  const land = line({ stage: 'land', accepted: 10, landed: 10 });
  const told = { accepted: { least: 9, most: 10 }, refined: 7, quarantined: 1 };

  it('is nothing where nothing is wrong', () => {
    const minutes = [
      line({ accepted: 4, refined: 4 }),
      line({ accepted: 6, refined: 3, duplicate: 2, quarantined: 1 }),
    ];

    expect(checkBalanced([refine, land])).toEqual([]);
    expect(checkMinutes([refine], minutes)).toEqual([]);
    expect(checkTold([refine, land], told)).toEqual([]);
  });

  it('is a line that does not balance, and minutes that do not add up', () => {
    expect(checkBalanced([line({ balanced: false })])).toHaveLength(1);
    expect(checkMinutes([refine], [line({ accepted: 10, refined: 7, duplicate: 2 })])).toEqual([
      'telemetry refine 0: quarantined is 1, the minutes have 0',
    ]);
  });

  it.each([
    ['fewer than were acknowledged', [line({ ...refine, accepted: 8 }), land]],
    ['more than were sent', [line({ ...refine, accepted: 11 }), land]],
    ['what is not landed', [refine, line({ ...land, landed: 9 })]],
    ['a reading twice', [line({ ...refine, refined: 8, duplicate: 1 }), land]],
    ['a violation that passed', [line({ ...refine, quarantined: 0, duplicate: 3 }), land]],
    ['a fate that nothing here has', [line({ ...refine, duplicate: 1, deadLettered: 1 }), land]],
  ])('is %s', (_what, lines) => {
    expect(checkTold(lines, told)).not.toEqual([]);
  });
});
