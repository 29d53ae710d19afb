import { messageOf, type JsonObject, type Log } from '@dataforge/kernel';
import { deltaText, snapshotTexts } from '../domain/gateway-texts.ts';
import type { ConnectionStore } from '../ports/connection-store.ts';
import type { Feed } from '../ports/feed.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { ToldChange, ToldKind, ToldStore } from '../ports/told-store.ts';
import {
  changeBetween,
  collectionOf,
  EVERY_KPI,
  keyOf,
  kpiTopic,
  type Change,
  type Kind,
} from '../protocol/index.ts';
import { sayToClient } from './say-to-client.ts';

export interface TellGatewayDeps {
  readonly told: ToldStore;
  readonly connections: ConnectionStore;
  readonly gateway: Gateway;
  readonly feed: Pick<Feed, 'snapshot'>;
  readonly logger: Log;
}

export interface TellGatewaySettings {
  readonly kind: Kind;
  /** The ids of the KPIs. */
  readonly kpis: readonly string[];
}

/** Posts at once. */
const AT_ONCE = 16;

/**
 * Tells a gateway's clients what changed of a kind since it was told last, in one sequence with whoever else tells. Nothing is
 * read while nobody follows it. Not to be run twice at once for one kind in one process.
 */
export function tellGateway(deps: TellGatewayDeps, { kind, kpis }: TellGatewaySettings) {
  const { told, connections, feed, logger } = deps;
  const topics = topicsOf(kind, kpis);
  /** What was told and may not have arrived is told whole: of an earlier process, or where posts failed. */
  let whole = true;

  async function isFollowed(): Promise<boolean> {
    for (const topic of topics) for await (const _id of connections.followers(topic)) return true;
    return false;
  }

  /** What is to be told now, once nobody else told before; undefined if nothing changed. */
  async function next(): Promise<{ change: ToldChange; state: ToldKind } | undefined> {
    for (;;) {
      const { sequence } = await told.head();
      const held = await told.kind(kind);
      const items = (await feed.snapshot()) as readonly JsonObject[];
      const change = held && changeBetween(kind, collectionOf(kind, held.items), collectionOf(kind, items));
      if (held && !change && !whole) return undefined;
      const made = changed(kind, sequence + 1, items, held, whole ? undefined : change);
      if (await told.tell(made.change, made.state)) return made;
    }
  }

  return async (): Promise<void> => {
    if (!(await isFollowed())) return;
    const made = await next();
    if (!made) return;
    whole = false;
    for (const topic of topics) {
      const texts = textsOf(topic, made.change, made.state);
      if (texts.length === 0) continue;
      try {
        await postAll(deps, topic, texts);
      } catch (error) {
        whole = true;
        logger.warn(
          { topic, cause: messageOf(error) },
          'A gateway takes no posts; what changed is told again.',
        );
      }
    }
  };
}

const topicsOf = (kind: Kind, kpis: readonly string[]): readonly string[] =>
  kind === 'kpi' ? [EVERY_KPI, ...kpis.map(kpiTopic)] : [kind];

function textsOf(topic: string, change: ToldChange, state: ToldKind): readonly string[] {
  const delta = deltaText(topic, change);
  if (delta === undefined) return [];
  return delta === 'whole' ? snapshotTexts(topic, state) : [delta];
}

/** A change with its sequence, and the kind after it. */
function changed(
  kind: Kind,
  sequence: number,
  items: readonly JsonObject[],
  held: ToldKind | undefined,
  change: Change | undefined,
): { change: ToldChange; state: ToldKind } {
  // Of other kinds nobody can follow an item by itself.
  const told = kind === 'kpi' ? (change?.upserted ?? items) : [];
  const keys = [...told.map((item) => keyOf(kind, item)), ...(kind === 'kpi' ? (change?.removed ?? []) : [])];
  const before = held?.changedAt ?? {};
  const previous = {
    kind: held?.sequence ?? 0,
    items: Object.fromEntries(keys.map((key) => [key, before[key] ?? 0])),
  };
  const changedAt = { ...before, ...Object.fromEntries(keys.map((key) => [key, sequence])) };
  return {
    change: { sequence, kind, previous, ...(change && { change }) },
    state: { sequence, items, changedAt },
  };
}

/** Posts to whoever follows a topic; who is gone follows nothing more. */
async function postAll(deps: TellGatewayDeps, topic: string, texts: readonly string[]): Promise<void> {
  const say = sayToClient(deps);
  let posts: Promise<boolean>[] = [];
  for await (const id of deps.connections.followers(topic)) {
    posts.push(say(id, texts));
    if (posts.length < AT_ONCE) continue;
    await settled(posts);
    posts = [];
  }
  await settled(posts);
}

/** Waits for all, and then rejects with the first that failed. */
async function settled(posts: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(posts)).find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}
