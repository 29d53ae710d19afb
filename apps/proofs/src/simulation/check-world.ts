import { ORIGIN } from '@dataforge/events';
import { decodeLanding } from '@dataforge/lake';
import { checkFates } from '../checks/check-fates.ts';
import { checkGold } from '../checks/check-gold.ts';
import type { Faults } from '../checks/stopped-lake.ts';
import { checkReadings } from '../checks/check-readings.ts';
import type { TelemetryLoad } from '../telemetry-load.ts';
import type { World } from './world.ts';

/** Everything that has to hold once the world has healed and drained. */
export async function checkWorld(world: World, load: TelemetryLoad): Promise<Faults> {
  return [
    ...(await checkFates(world, world.product)),
    ...(await checkGold(world, world.product, { closedBy: Infinity })),
    ...(await checkReadings(world, load)),
    ...(await checkPositions(world)),
    ...(await checkKpis(world)),
  ];
}

/** The log, the fates and landing hold the same positions, each once. */
async function checkPositions(world: World): Promise<Faults> {
  const { topic, partitions } = world.product.event;
  const faults: string[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const read = await world.log.read({ topic, partition, from: ORIGIN, maxRecords: 1e6, maxBytes: 1e9 });
    if (!read.ok) throw new Error('nothing was trimmed');
    const logged = read.value.records.map((record) => record.position as number);
    const fated = (
      await world.rows(
        `SELECT position FROM pipeline."fates_${world.product.name}" WHERE partition = ${partition} ORDER BY position`,
      )
    ).map((row) => Number(row['position']));
    const landed: number[] = [];
    for await (const { key } of world.objects.list(`${topic}/${partition}/`))
      landed.push(
        ...(await decodeLanding((await world.objects.get(key)) as Uint8Array)).map(
          (record) => record.position as number,
        ),
      );
    if (JSON.stringify(fated) !== JSON.stringify(logged))
      faults.push(`partition ${partition}: ${logged.length} records in the log, ${fated.length} fates`);
    if (JSON.stringify(landed) !== JSON.stringify(logged))
      faults.push(`partition ${partition}: ${logged.length} records in the log, ${landed.length} landed`);
  }
  return faults;
}

/** What is served is what gold says. */
async function checkKpis(world: World): Promise<Faults> {
  const faults: string[] = [];
  for (const kpi of world.product.kpis) {
    const table = `gold."${world.product.name}_${kpi.model}"`;
    const model = world.product.gold.find((candidate) => candidate.name === kpi.model);
    if (model?.materialise.kind !== 'windows') continue;
    const { window } = model.materialise;
    const want = await world.rows(
      `SELECT epoch_ms("${window}")::DOUBLE AS bucket, (${kpi.value})::DOUBLE AS value FROM ${table} WHERE ${kpi.where ?? 'true'} GROUP BY "${window}" ORDER BY 1`,
    );
    const have = await world.kpis.series(kpi.id, 0, Number.MAX_SAFE_INTEGER, 1_000_000);
    const same =
      want.length === have.length &&
      want.every((row, i) => Number(row['bucket']) === have[i]?.bucket && row['value'] === have[i]?.value);
    if (!same)
      faults.push(`${kpi.id}: ${have.length} points are served, gold has ${want.length}, or other values`);
  }
  return faults;
}
