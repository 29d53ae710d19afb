import type { JsonObject } from '@dataforge/kernel';
import * as z from 'zod/mini';
import { TOPIC } from './topics.ts';

export const MOST_TOPICS = 64;

const topicSchema = z
  .string()
  .check(z.regex(TOPIC, 'no topic; there are kpi:<id>, kpi:*, alerts, anomalies, ledger and stages'));
const topicsSchema = z.array(topicSchema).check(z.minLength(1), z.maxLength(MOST_TOPICS));
const sequenceSchema = z.int().check(z.nonnegative());

/** What a client says. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    topics: topicsSchema,
    /** Where the client's state of each of these topics stands; without it each begins with a snapshot. */
    resume: z.optional(
      z.strictObject({ epoch: z.string().check(z.maxLength(100)), sequence: sequenceSchema }),
    ),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), topics: topicsSchema }),
  z.strictObject({ type: z.literal('ping') }),
]);

// What is read here came out of JSON, so an object is one of JSON.
const itemSchema = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** What the server says. Members that are not known are left out, so that a server may say more than a client knows. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    /** One run of the server; sequences of another say nothing. */
    epoch: z.string(),
    serverTime: z.string(),
    /** A connection on which nothing came for twice as long is dead, ms. */
    heartbeatMs: z.number(),
  }),
  z.object({
    type: z.literal('snapshot'),
    topic: topicSchema,
    sequence: sequenceSchema,
    data: z.object({ items: z.array(itemSchema) }),
  }),
  z.object({
    type: z.literal('delta'),
    topic: topicSchema,
    sequence: sequenceSchema,
    /** The sequence of the topic's delta before: a client whose state is older has missed one. */
    previous: sequenceSchema,
    data: z.object({ upserted: z.array(itemSchema), removed: z.array(z.string()) }),
  }),
  z.object({
    type: z.literal('heartbeat'),
    serverTime: z.string(),
    /** Everything up to it was sent: the client's state of every topic stands here at the least. */
    sequence: sequenceSchema,
  }),
  z.object({ type: z.literal('error'), detail: z.string() }),
]);

export type ClientMessage = z.infer<typeof clientMessageSchema>;
export type ServerMessage = z.infer<typeof serverMessageSchema>;
