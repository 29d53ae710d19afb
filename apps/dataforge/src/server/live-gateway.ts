import type { Clock, Log } from '@dataforge/kernel';
import {
  beatGateway,
  tellGateway,
  type ConnectionStore,
  type Gateway,
  type ToldStore,
} from '@dataforge/live';
import { EVERY_KPI, kpiTopic } from '@dataforge/live/protocol';
import type { Live } from './live.ts';
import type { Loops } from './loops.ts';

/** A gateway that holds clients' connections for functions, and what those share with whoever tells of changes. */
export interface LiveGateway {
  readonly gateway: Gateway;
  readonly connections: ConnectionStore;
  readonly told: ToldStore;
}

/** However often a kind changes, it is told once a second at the most: each time is writes and posts. */
const PAUSE_MS = 1_000;
/** As the functions say in their hello. */
const HEARTBEAT_MS = 30_000;

/**
 * Tells a gateway's clients what this process knows: each kind when it changes, and every so often; and that it is there.
 * `kpis` are ids.
 */
export function startLiveGateway(
  { gateway, connections, told }: LiveGateway,
  {
    feeds,
    loops,
    clock,
    logger,
  }: Pick<Live, 'feeds'> & { readonly loops: Loops; readonly clock: Clock; readonly logger: Log },
  { kpis }: { readonly kpis: readonly string[] },
): void {
  for (const [kind, feed] of feeds) {
    const tell = tellGateway({ gateway, connections, told, feed, logger }, { kind, kpis });
    const telling = loops.onDemand(`tell the gateway ${kind}`, async () => {
      await tell();
      await clock.sleep(PAUSE_MS);
    });
    feed.onChanged(telling);
    loops.every(`tell the gateway ${kind} again`, feed.everyMs, async () => telling());
  }
  const topics = [...feeds.keys()].flatMap((kind) =>
    kind === 'kpi' ? [EVERY_KPI, ...kpis.map(kpiTopic)] : [kind],
  );
  const beat = beatGateway({ gateway, connections, clock });
  loops.every('heartbeats of the gateway', HEARTBEAT_MS, () => beat(topics));
}
