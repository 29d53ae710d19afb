import { isJsonObject, parseRfc3339, type Json, type JsonObject } from '@dataforge/kernel';

/** The value at a path of member names, if there is one. */
export function valueAt(payload: JsonObject | undefined, path: string): Json | undefined {
  let value: Json | undefined = payload;
  for (const name of path.split('.'))
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** A longer text is no name; it stays in the payload, and does not make the event several times its size. */
const MOST_CHARACTERS = 1_000;
/** What an attribute of a CloudEvent may not hold. Source: CloudEvents 1.0.2, section "Type system". */
const DISALLOWED = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

const isName = (text: string): boolean =>
  text !== '' && text.length <= MOST_CHARACTERS && !DISALLOWED.test(text);

/** The first of some paths that holds a text that can name something (or a number, as text). */
export function textAt(payload: JsonObject | undefined, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const value = valueAt(payload, path);
    if (typeof value === 'string' && isName(value)) return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/** The first of some paths that holds a time of RFC 3339. */
export const timeAt = (payload: JsonObject | undefined, ...paths: readonly string[]): string | undefined =>
  paths
    .map((path) => textAt(payload, path))
    .find((text) => text !== undefined && parseRfc3339(text) !== undefined);

/** Without the members that are undefined. */
export const present = <T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
