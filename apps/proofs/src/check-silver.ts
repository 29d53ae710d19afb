import type { Faults, LakeReader } from './check-lake.ts';
import type { TelemetryLoad } from './telemetry-load.ts';

/** Silver holds exactly the distinct valid events, as they were first sent. */
export async function checkSilver(lake: LakeReader, load: TelemetryLoad): Promise<Faults> {
  const rows = await lake.rows('SELECT source, id, device, metric, value FROM silver.telemetry');
  const faults: Faults = [];
  const missing = new Map(load.expected);
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
  if (missing.size > 0)
    faults.push(
      `${missing.size} acknowledged events are not in silver, first ${[...missing.keys()][0] ?? ''}`,
    );
  return faults.slice(0, 10);
}
