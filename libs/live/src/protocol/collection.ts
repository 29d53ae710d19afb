import type { JsonObject } from '@dataforge/kernel';
import type { Kind } from './topics.ts';

/** What a topic holds, by the keys of its items. */
export type Collection = ReadonlyMap<string, JsonObject>;

/** From one state of a topic to the next. A KPI in `upserted` brings only points that changed, and names those `dropped`. */
export interface Change {
  readonly upserted: readonly JsonObject[];
  /** Keys. */
  readonly removed: readonly string[];
}

/** The members that tell items of a kind apart. */
const KEYS: Readonly<Record<Kind, readonly string[]>> = {
  kpi: ['kpi'],
  alerts: ['id'],
  anomalies: ['kpi', 'from'],
  ledger: ['product', 'stage', 'partition'],
  stages: ['stage'],
};

export const keyOf = (kind: Kind, item: JsonObject): string =>
  KEYS[kind].map((member) => String(item[member])).join(' ');

export const collectionOf = (kind: Kind, items: readonly JsonObject[]): Collection =>
  new Map(items.map((item) => [keyOf(kind, item), item]));

/** What leads from `before` to `after`; undefined where nothing does. */
export function changeBetween(kind: Kind, before: Collection, after: Collection): Change | undefined {
  const upserted: JsonObject[] = [];
  for (const [key, item] of after) {
    const held = before.get(key);
    if (held === undefined) upserted.push(item);
    else if (!isSame(held, item)) upserted.push(kind === 'kpi' ? changedPointsOf(held, item) : item);
  }
  const removed = [...before.keys()].filter((key) => !after.has(key));
  return upserted.length + removed.length > 0 ? { upserted, removed } : undefined;
}

/** The other way round: `before` with a change is `after`. */
export function withChange(kind: Kind, before: Collection, { upserted, removed }: Change): Collection {
  const after = new Map(before);
  for (const key of removed) after.delete(key);
  for (const item of upserted) {
    const key = keyOf(kind, item);
    after.set(key, kind === 'kpi' ? withPoints(before.get(key), item) : item);
  }
  return after;
}

/** Both come from one maker, so their members are in one order. */
const isSame = (a: JsonObject, b: JsonObject): boolean => JSON.stringify(a) === JSON.stringify(b);

type Points = readonly JsonObject[];

const pointsOf = (item: JsonObject | undefined): Points => (item?.['points'] ?? []) as Points;

const byTime = (points: Points) => new Map(points.map((point) => [point['time'] as string, point]));

function changedPointsOf(before: JsonObject, after: JsonObject): JsonObject {
  const [held, points] = [byTime(pointsOf(before)), byTime(pointsOf(after))];
  const changed = [...points].filter(([time, point]) => {
    const known = held.get(time);
    return known === undefined || !isSame(known, point);
  });
  const dropped = [...held.keys()].filter((time) => !points.has(time));
  return { ...after, points: changed.map(([, point]) => point), ...(dropped.length > 0 && { dropped }) };
}

function withPoints(before: JsonObject | undefined, change: JsonObject): JsonObject {
  const { dropped = [], ...item } = change;
  const points = byTime([...pointsOf(before), ...pointsOf(change)]);
  for (const time of dropped as readonly string[]) points.delete(time);
  // Times of RFC 3339 in UTC with milliseconds are in the order of their texts.
  const ordered = [...points].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, point]) => point);
  return { ...item, points: ordered };
}
