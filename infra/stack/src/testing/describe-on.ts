import { missingForKafka } from '../kafka/install-kafka.ts';
import { missingForMinistack } from '../ministack/install-ministack.ts';
import { missingForTrino } from '../trino/parse-with-trino.ts';

/**
 * Describes tests that need a real server. Where the machine cannot run one they are skipped, and say what to
 * install; the test command counts what is skipped, and in CI as failed.
 */
type DescribeOn = (name: string, tests: () => void) => void;

const describeWith = (missing: readonly string[]): DescribeOn => {
  if (missing.length === 0) return (name, tests) => describe(name, tests);
  return (name, tests) => {
    process.stderr.write(`SKIPPED: ${name}\n${missing.map((fault) => `   ${fault}\n`).join('')}`);
    describe.skip(name, tests);
  };
};

export const describeOnKafka: DescribeOn = describeWith(await missingForKafka());
export const describeOnMinistack: DescribeOn = describeWith(await missingForMinistack());
export const describeOnTrino: DescribeOn = describeWith(await missingForTrino());

/** For a hook that starts a server, which on a machine's first run it also installs, ms. */
export const SERVER_START_MS = 600_000;
