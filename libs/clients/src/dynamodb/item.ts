/**
 * Where an item is. Every table of ours has these two text keys: `pk` names what belongs together and is read together, `sk`
 * orders it.
 */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** When DynamoDB may delete an item by itself, seconds since the epoch; it does so within days, so readers look too. */
export const EXPIRES_AT = 'expiresAt';

export type Item = ItemKey & { readonly expiresAt?: number } & Readonly<Record<string, unknown>>;

/** The sort key of an item that is alone under its `pk`, or is about all the others there. It sorts before every number. */
export const ALONE = '-';

const OFFSET = 2n ** 53n;
const DIGITS = 17;

/** A whole number, also below zero, as a text that sorts as the number does. */
export const sortable = (number: number): string =>
  (BigInt(number) + OFFSET).toString().padStart(DIGITS, '0');

/** The number of a text, or of its beginning. */
export const numberIn = (text: string): number => Number(BigInt(text.slice(0, DIGITS)) - OFFSET);

/** What the text after a sortable number says. */
export const textAfterNumber = (text: string): string => text.slice(DIGITS);
