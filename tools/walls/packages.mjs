import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const libs = fileURLToPath(new URL('../../libs', import.meta.url));

/** Libraries that are no domain: nobody imports them but the kinds that say so. */
const FOUNDATIONS = ['kernel', 'testkit', 'clients', 'http', 'api', 'api-client', 'program', 'lambda'];

export const DOMAIN = `(?:${readdirSync(libs)
  .filter((name) => existsSync(join(libs, name, 'package.json')) && !FOUNDATIONS.includes(name))
  .join('|')})`;

/** What each technology's adapters need that is not ours; a technology without a row gets nothing. */
export const SDKS = {
  duckdb: ['@duckdb/node-api'],
  lmdb: ['lmdb'],
  jose: ['jose'],
  ws: ['ws'],
  kafka: ['kafkajs', 'kafkajs/src/protocol/(?:error|requests/(?:fetch|produce)/v\\d+/request)\\.js'],
  msk: ['aws-msk-iam-sasl-signer-js'],
  'msk-event': ['zod/mini'],
  prometheus: ['prom-client'],
  aws: ['@smithy/core/retry'],
  sts: ['@aws-sdk/client-sts'],
  dynamodb: ['@aws-sdk/(?:client|lib)-dynamodb'],
  s3: ['@aws-sdk/client-s3'],
  sns: ['@aws-sdk/client-sns'],
  sqs: ['@aws-sdk/client-sqs'],
  ssm: ['@aws-sdk/client-ssm'],
  'api-gateway': ['@aws-sdk/client-apigatewaymanagementapi'],
  lambda: ['@aws-sdk/client-lambda'],
  firehose: ['@aws-sdk/client-firehose'],
  cognito: ['@aws-sdk/client-cognito-identity-provider', 'aws-jwt-verify(?:/.+)?'],
  glue: ['@aws-sdk/client-glue'],
  athena: ['@aws-sdk/client-athena'],
};
/** Real servers, for tests and benches. */
export const STACK = ['@dataforge/stack(?:/testing)?'];
export const KERNEL = '@dataforge/kernel';
export const FACES = [KERNEL, `@dataforge/${DOMAIN}`];
export const HONO = ['hono(?:/[\\w-]+)?', '@hono/zod-openapi', 'zod'];
export const NODE = 'node:(?!module$).+';
/** Computing only. Of what can also do more, the names that cannot. */
export const PURE_NODE = [
  'node:buffer',
  'node:zlib',
  {
    from: 'node:crypto',
    names: 'createHash createHmac createPublicKey hash KeyObject timingSafeEqual verify',
  },
  { from: 'node:util', names: 'promisify TextDecoder TextEncoder' },
];
