import type { Clock, JsonObject } from '@dataforge/kernel';
import type { Hub } from '../domain/hub.ts';
import type { Feed } from '../ports/feed.ts';
import type { Kind } from '../protocol/index.ts';

/** However often a kind changes, it is published ten times a second at the most. */
const PAUSE_MS = 100;

/** Reads a kind's items and publishes them, then pauses; not run twice at once. Where nobody follows it, nothing is done. */
export const refreshKind =
  ({ hub, feed, clock }: { readonly hub: Hub; readonly feed: Feed; readonly clock: Clock }, kind: Kind) =>
  async (): Promise<void> => {
    if (!hub.wants(kind)) return;
    hub.publish(kind, (await feed.snapshot()) as readonly JsonObject[]);
    await clock.sleep(PAUSE_MS);
  };
