import { HOUR_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { checkReadings } from './checks/check-readings.ts';
import { proveThroughCrashes, type CrashProof, type CrashSize } from './crash-proof.ts';
import { keptConnections } from './kept-connections.ts';
import { sendUntilAcknowledged } from './producer.ts';
import type { ProofReport } from './proof-report.ts';
import { telemetryLoad, type TelemetryLoad } from './telemetry-load.ts';

const BATCH = 500;

/**
 * Telemetry with duplicates, violations, late events and conflicting ids, sent by a producer that retries
 * what was not acknowledged, while the process is killed and restarted. Nothing may be lost or counted twice.
 */
export function telemetryCrash(product: Product, size: CrashSize): Promise<ProofReport> {
  const load = telemetryLoad({
    events: size.events,
    duplicates: 0.05,
    violations: 0.02,
    late: 0.01,
    conflicts: 0.001,
    devices: 50,
    seed: size.seed,
    endMs: lastHalfHour(Date.now()),
  });
  return proveThroughCrashes({ product, send: sending(load) }, size);
}

/** So the load, which spans the hour before, closes a window of an hour, whatever the time is now. */
const lastHalfHour = (now: number): number => Math.floor(now / HOUR_MS - 0.5) * HOUR_MS + HOUR_MS / 2;

const sending =
  (load: TelemetryLoad): CrashProof['send'] =>
  async (server, { url, token }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
    const connections = keptConnections(1);
    let [retries, doubtful] = [0, 0];
    for (let at = 0; at < load.lines.length; at += BATCH) {
      server.progress(at / load.lines.length);
      const body = load.lines.slice(at, at + BATCH).join('\n');
      const sent = await sendUntilAcknowledged(() => connections.post(`${url}/events`, headers, body));
      retries += sent.retries;
      doubtful += sent.doubtful;
    }
    connections.close();
    return {
      told: {
        accepted: { least: load.lines.length, most: load.lines.length + doubtful * BATCH },
        refined: load.expected.size,
        quarantined: load.violations + load.conflicts,
      },
      faults: [],
      checkSilver: (lake) => checkReadings(lake, load),
      figures: { sent: load.lines.length, retries },
    };
  };
