import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { isJsonObject } from '@dataforge/kernel';
import { checkSources } from '@dataforge/webhooks';

import { awsSchema, kafkaSchema } from './connections.ts';

const GIB = 1024 ** 3;

const bytes = z.int().min(16 * 1024 * 1024);

/** An origin as browsers write it, and no wildcard: answers are for those who are named. */
const origin = z
  .string()
  .refine(
    (given) => /^https?:/.test(given) && URL.canParse(given) && new URL(given).origin === given,
    'an origin such as https://wall.example, without a path',
  );

/** A whole number; the environment gives it as digits, and nothing else is taken for one. */
const wholeNumber = (least: number, most: number) => {
  const words = `must be a whole number from ${least} to ${most}`;
  return z.preprocess(
    (given) => (typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given),
    z.int(words).min(least, words).max(most, words),
  );
};

const webhookSource = z.strictObject({
  provider: z.string(),
  source: z.string(),
  secrets: z.array(z.string()),
});

export const PROFILES = ['embedded', 'server', 'stack'] as const;
export const LANDERS = ['server', 'fanout'] as const;
export const ENGINES = ['duckdb'] as const;

/** All settings, as the configuration file writes them; environment variables stand for some of them. */
export const settingsSchema = z.strictObject({
  /** What stands behind the ports: this process alone; Kafka, S3 and this process; or Kafka and AWS's APIs. */
  profile: z.enum(PROFILES).default('embedded'),
  /** What refines and answers queries; the lake is one file of DuckDB's until there is another. */
  engine: z.enum(ENGINES).optional(),
  kafka: kafkaSchema.optional(),
  aws: awsSchema.optional(),
  port: wholeNumber(0, 65_535).default(4_000),
  host: z.string().min(1).default('127.0.0.1'),
  dataDir: z.string().min(1).default('.dataforge'),
  demo: z.enum(['on', 'off']).default('on'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  duckdb: z
    .strictObject({
      memoryLimit: z
        .string()
        .regex(/^\d+(\.\d+)?(MB|GB)$/, 'must be a size such as 400MB or 2GB')
        .default('256MB'),
      /** The engine's; one core is the main thread's, where events are accepted. */
      threads: wholeNumber(1, 64).default(Math.max(1, availableParallelism() - 1)),
    })
    .prefault({}),
  landing: z
    .strictObject({
      /** How long a record may wait for others to share its landing object: so often a partition writes one, at the most. */
      lingerSeconds: wholeNumber(1, 3_600).default(60),
      /** Who lands: this process, or the Lambda that fans out, which the stack's tables have in common with it. */
      by: z.enum(LANDERS).default('server'),
    })
    .prefault({}),
  live: z
    .strictObject({
      /** Where a WebSocket API's stage takes posts, whose clients are told too; on the stack a path at its endpoint. */
      gateway: z
        .string()
        .regex(
          /^(?:https?:\/\/[^/]|\/[^/])/,
          'must be a URL, or on the stack a path such as /_aws/execute-api/<api>/live',
        )
        .optional(),
    })
    .prefault({}),
  /** What each zone may take on disk, bytes; at 90 % producers are asked to wait. */
  budgets: z
    .strictObject({
      log: bytes.default(20 * GIB),
      landing: bytes.default(50 * GIB),
      lake: bytes.default(50 * GIB),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      /** Prometheus scrapes `/metrics` there, without a token; absent: nobody does. 0: a free one. */
      port: wholeNumber(0, 65_535).optional(),
      host: z.string().min(1).default('127.0.0.1'),
      /** Whether stdout has them too, once a minute, in CloudWatch's embedded metric format. */
      emf: z.enum(['on', 'off']).default('off'),
    })
    .prefault({}),
  logs: z
    .strictObject({
      /** A delivery stream of Firehose, to which the log's lines go beside stderr. */
      firehose: z
        .string()
        .regex(/^[\w.-]{1,64}$/, 'must be the name of a delivery stream')
        .optional(),
    })
    .prefault({}),
  /** An OpenID Connect issuer; without one the built-in issuer serves, on the loopback interface only. */
  access: z
    .strictObject({
      issuer: z.url(),
      audience: z.string().min(1),
      jwksUrl: z.url(),
      rolesClaim: z.string().min(1).default('roles'),
    })
    .optional(),
  /** Pages of these origins may use the API; the server's own may always. */
  cors: z.strictObject({ origins: z.array(origin).default([]) }).prefault({}),
  webhooks: z.strictObject({ sources: z.array(webhookSource).default([]) }).prefault({}),
});

export type Settings = z.infer<typeof settingsSchema>;

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Faults that no schema sees: of several settings together, and of what a domain knows. `tree` is as it was given. */
export function furtherFaults(tree: Readonly<Record<string, unknown>>): readonly string[] {
  const { host, access, webhooks, profile = 'embedded', engine } = tree;
  const exposed = typeof host === 'string' && host !== '' && !LOOPBACK.has(host) && access === undefined;
  const sources = isJsonObject(webhooks) && Array.isArray(webhooks['sources']) ? webhooks['sources'] : [];
  const unused = ['kafka', 'aws'].filter((name) => profile === 'embedded' && tree[name] !== undefined);
  return [
    ...unused.map(
      (name) =>
        `${name}: the profile embedded has no use for it. Set DATAFORGE_PROFILE (profile) to server or stack`,
    ),
    ...(profile === 'stack' && engine === undefined
      ? [
          'DATAFORGE_ENGINE (engine): the profile stack is for Spark, which is not there yet. Set it to duckdb',
        ]
      : []),
    ...(profile !== 'stack' && isJsonObject(tree['landing']) && tree['landing']['by'] === 'fanout'
      ? [
          `DATAFORGE_LANDING_BY (landing.by): fanout lands where the profile stack looks, and this is ${String(profile)}. Set it to server`,
        ]
      : []),
    ...(profile !== 'stack' && isJsonObject(tree['live']) && tree['live']['gateway'] !== undefined
      ? [
          `DATAFORGE_LIVE_GATEWAY (live.gateway): the profile ${String(profile)} has no tables in common with it. Leave it out, or set DATAFORGE_PROFILE (profile) to stack`,
        ]
      : []),
    ...(profile === 'embedded' && isJsonObject(tree['logs']) && tree['logs']['firehose'] !== undefined
      ? [
          'DATAFORGE_LOGS_FIREHOSE (logs.firehose): the profile embedded has nothing of AWS. Leave it out, or set DATAFORGE_PROFILE (profile) to server or stack',
        ]
      : []),
    ...(exposed
      ? [
          `DATAFORGE_HOST (host): ${host} is reachable from outside, and the built-in issuer is for this machine alone. Set access.issuer, access.audience and access.jwksUrl in the file, or use 127.0.0.1`,
        ]
      : []),
    ...checkSources(sources.map((source) => webhookSource.safeParse(source).data)),
  ];
}
