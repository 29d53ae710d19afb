import { keptConnections } from '../kept-connections.ts';
import { settledLedger } from '../ledger-settled.ts';
import { sendUntilAcknowledged } from '../producer.ts';
import type { Target } from '../target.ts';
import { telemetryLoad } from '../telemetry-load.ts';

const SHAPE = { events: 5_000, duplicates: 0, violations: 0, late: 0, conflicts: 0, seed: 1, devices: 20 };
const BATCH = 500;
/** Counts of the minutes that are measured begin with nothing. */
const BEFORE_NOW_MS = 2 * 60_000;

/** Sends an hour of readings, so that tiles have a line and a device has its minutes. Resolves when all of it is refined. */
export async function fillHour(target: Target): Promise<void> {
  const connections = keptConnections(1);
  const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/x-ndjson' };
  const { lines } = telemetryLoad({ ...SHAPE, endMs: Date.now() - BEFORE_NOW_MS });
  for (let sent = 0; sent < lines.length; sent += BATCH) {
    const body = lines.slice(sent, sent + BATCH).join('\n');
    await sendUntilAcknowledged(() => connections.post(`${target.url}/events`, headers, body));
  }
  connections.close();
  await settledLedger(target, 'stage=refine');
}
