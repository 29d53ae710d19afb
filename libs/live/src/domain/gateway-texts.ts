import type { JsonObject } from '@dataforge/kernel';
import type { ToldChange, ToldKind } from '../ports/told-store.ts';
import {
  collectionOf,
  keyOf,
  kindOf,
  soleKeyOf,
  type Change,
  type ServerMessage,
} from '../protocol/index.ts';

/** API Gateway takes 128 KiB a message. */
export const MOST_TEXT_BYTES = 120_000;

const text = (message: ServerMessage): string => JSON.stringify(message);
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * A topic whole, as texts that a gateway takes. What is too large for one is a snapshot of its first items, then deltas with
 * the others; only the last has the topic's sequence, so that who is cut off before it does not go on from there. The others'
 * are below any that was given.
 */
export function snapshotTexts(
  topic: string,
  { sequence, items }: Pick<ToldKind, 'sequence' | 'items'>,
  mostBytes = MOST_TEXT_BYTES,
): readonly string[] {
  const [first = [], ...others] = partsOf(itemsOf(topic, items), mostBytes);
  const last = others.length;
  const at = (part: number) => (part === last ? sequence : part);
  return [
    text({ type: 'snapshot', topic, sequence: at(0), data: { items: [...first] } }),
    ...others.map((upserted, n) =>
      text({
        ...{ type: 'delta', topic, previous: n, sequence: at(n + 1) },
        data: { upserted: [...upserted], removed: [] },
      }),
    ),
  ];
}

/** What a change means for a topic: a text, `whole` where the topic is to be told whole, or nothing. */
export function deltaText(topic: string, told: ToldChange): string | 'whole' | undefined {
  if (kindOf(topic) !== told.kind) return undefined;
  if (!told.change) return 'whole';
  const key = soleKeyOf(topic);
  const data = key === undefined ? told.change : partOf(told.change, topic, key);
  if (!data) return undefined;
  const previous = key === undefined ? told.previous.kind : (told.previous.items[key] ?? 0);
  const delta = text({
    ...{ type: 'delta', topic, previous, sequence: told.sequence },
    data: { upserted: [...data.upserted], removed: [...data.removed] },
  });
  return Buffer.byteLength(delta) > MOST_TEXT_BYTES ? 'whole' : delta;
}

function itemsOf(topic: string, items: readonly JsonObject[]): readonly JsonObject[] {
  const key = soleKeyOf(topic);
  if (key === undefined) return items;
  const item = collectionOf(kindOf(topic), items).get(key);
  return item === undefined ? [] : [item];
}

function partOf({ upserted, removed }: Change, topic: string, key: string): Change | undefined {
  const part = {
    upserted: upserted.filter((item) => keyOf(kindOf(topic), item) === key),
    removed: removed.filter((gone) => gone === key),
  };
  return part.upserted.length + part.removed.length > 0 ? part : undefined;
}

function partsOf(items: readonly JsonObject[], mostBytes: number): readonly (readonly JsonObject[])[] {
  const parts: JsonObject[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item) + 1;
    if (size > room || parts.length === 0) {
      parts.push([]);
      // Some of it is for what is around the items.
      room = mostBytes - 500;
    }
    parts.at(-1)?.push(item);
    room -= size;
  }
  return parts;
}
