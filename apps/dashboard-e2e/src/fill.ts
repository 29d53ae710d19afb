import { until } from '@dataforge/program';
import type { OwnServer } from './own-server.ts';
import { breachOf, eventOf, post, type Event } from './readings.ts';

const MINUTE = 60_000;
const MINUTES = 60;
const DEVICES = ['boiler-1', 'boiler-2', 'pump-1', 'pump-2', 'press-1', 'press-2', 'oven-1', 'oven-2'];
/** In these minutes of the hour no device sends: a gap. */
const SILENT = { from: 24, to: 29 };
/** In the newest minute a device is hotter than its critical threshold. */
const HOT_MINUTE = MINUTES - 1;

/** What a filled server holds of telemetry, by fate. */
export const FILLED = { duplicates: 5, quarantined: 7 };

/**
 * Fills a server with the last hour of eight devices: a gap, a minute over the threshold, copies, events that break
 * their contract, and one that comes late and corrects a window. Resolves when all of it is accounted for.
 */
export async function fill({ url, token }: OwnServer): Promise<void> {
  const begin = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTES * MINUTE;
  const readings = lastHour(begin);
  await post(url, token, readings.slice(0, 200));
  await post(url, token, readings.slice(200));
  await settled(url, token);
  const late = eventOf({ device: 'oven-1', celsius: 21, at: begin + 10 * MINUTE + 1, id: 'late' });
  await post(url, token, [late, ...readings.slice(0, FILLED.duplicates), ...breaches(begin)]);
  await settled(url, token);
}

function lastHour(begin: number): readonly Event[] {
  return Array.from({ length: MINUTES }, (_, minute) => minute)
    .filter((minute) => minute < SILENT.from || minute >= SILENT.to)
    .flatMap((minute) =>
      DEVICES.map((device, place) => {
        const wave = 20 + place + 5 * Math.sin(minute / 6);
        const celsius = minute === HOT_MINUTE && place === 0 ? 52 : wave;
        return eventOf({ device, celsius, at: begin + minute * MINUTE + place * 1_000, id: `m${minute}` });
      }),
    );
}

const breaches = (begin: number): readonly Event[] =>
  Array.from({ length: FILLED.quarantined }, (_, n) =>
    breachOf({ device: 'pump-1', celsius: 20, at: begin + n * MINUTE, id: `bad-${n}` }),
  );

interface Line {
  readonly inFlight: number;
}

/** Waits until nothing is on its way through refining. */
async function settled(url: string, token: string): Promise<void> {
  await until(
    async () => {
      const response = await fetch(`${url}/ledger?stage=refine`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return (await response.json()) as { items: readonly Line[] };
    },
    ({ items }) => items.length > 0 && items.every(({ inFlight }) => inFlight === 0),
  );
}
