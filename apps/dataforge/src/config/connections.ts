import { z } from 'zod';

const MAIN_PORT = { kafka: '9092', aws: '4566' } as const;

/** Brokers as a list, or as one text with commas between, which is how the environment gives them. */
const brokers = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(',').map((broker) => broker.trim()) : given),
  z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, 'must be brokers such as kafka-1.example:9092')).min(1),
);

const pem = z.string().regex(/^-----BEGIN /, 'must be PEM');

/** How the server says to the brokers who it is. `aws-msk-iam` asks AWS for its tokens. */
const sasl = z.discriminatedUnion('mechanism', [
  z.strictObject({
    mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    username: z.string().min(1),
    password: z.string().min(1),
  }),
  z.strictObject({
    mechanism: z.literal('oauthbearer'),
    tokenUrl: z.url(),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    scope: z.string().min(1).optional(),
  }),
  z.strictObject({
    mechanism: z.literal('aws-msk-iam'),
    region: z.string().min(1),
    roleArn: z.string().min(1).optional(),
  }),
]);

/** Where Kafka is; absent: the stack on this machine. */
export const kafkaSchema = z.strictObject({
  brokers,
  /** In front of the names of topics and groups. */
  prefix: z
    .string()
    .regex(/^[\w.-]*$/, 'must be letters, digits, points and dashes')
    .default(''),
  replicas: z.int().min(1).max(32).optional(),
  minInSyncReplicas: z.int().min(1).max(32).optional(),
  tls: z.strictObject({ ca: pem.optional(), cert: pem.optional(), key: pem.optional() }).optional(),
  sasl: sasl.optional(),
});

/** Where AWS's APIs are; absent: the stack on this machine. Credentials are found as AWS's SDK finds them. */
export const awsSchema = z.strictObject({
  region: z.string().min(1),
  /** Of a stack; absent: AWS itself. */
  endpoint: z.url().optional(),
  /** Where landing objects go. */
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  tablePrefix: z
    .string()
    .regex(/^[\w.-]*$/, 'must be letters, digits, points and dashes')
    .default('dataforge-'),
  kmsKeyId: z.string().min(1).optional(),
});

export type KafkaConnection = z.infer<typeof kafkaSchema>;
export type AwsConnection = z.infer<typeof awsSchema>;

/** The stack on this machine, by the ports that it is started with. */
export const stackHere = (environment: NodeJS.ProcessEnv) => ({
  kafka: { brokers: [`127.0.0.1:${environment['DATAFORGE_STACK_KAFKA_PORT'] ?? MAIN_PORT.kafka}`] },
  aws: {
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${environment['DATAFORGE_STACK_AWS_PORT'] ?? MAIN_PORT.aws}`,
    bucket: 'dataforge',
  },
});
