import type { TelemetryLoad } from '../telemetry-load.ts';
import type { Faults, LakeReader } from './stopped-lake.ts';

/** Silver holds exactly the distinct valid readings, as they were first sent. */
export async function checkReadings(
  lake: LakeReader,
  { expected }: Pick<TelemetryLoad, 'expected'>,
): Promise<Faults> {
  const rows = await lake.rows('SELECT source, id, device, metric, value FROM silver.telemetry');
  const faults: string[] = [];
  const missing = new Map(expected);
  for (const row of rows) {
    const key = `${String(row['source'])} ${String(row['id'])}`;
    const want = missing.get(key);
    if (!want) faults.push(`silver holds ${key}, which is not a distinct valid event`);
    else if (
      want.device !== row['device'] ||
      want.metric !== row['metric'] ||
      want.value !== Number(row['value'])
    )
      faults.push(`silver holds ${key} as ${JSON.stringify(row)}, sent as ${JSON.stringify(want)}`);
    missing.delete(key);
  }
  const [first] = missing.keys();
  if (first !== undefined)
    faults.push(`${missing.size} acknowledged events are not in silver, first ${first}`);
  return faults.slice(0, 10);
}
