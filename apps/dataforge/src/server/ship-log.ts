import { messageOf, SECOND_MS, systemClock } from '@dataforge/kernel';
import type { Settings } from '../config/settings.ts';
import { awsSettings } from './connections.ts';
import type { LogShipper } from './logger.ts';

const EVERY_MS = 5 * SECOND_MS;
/** Some 20,000 lines: as much as may wait while Firehose is away. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

export interface ShippedLog {
  readonly write: LogShipper;
  /** Ships what waits, as far as it can be. */
  close(): Promise<void>;
}

/** Ships the log through Firehose, where that is set. */
export async function shipLog({ logs, aws }: Settings): Promise<ShippedLog | undefined> {
  if (logs.firehose === undefined || !aws) return undefined;
  const { openFirehose } = await import('@dataforge/clients/firehose');
  const { firehoseLog } = await import('@dataforge/observability/firehose');
  const client = openFirehose(awsSettings(aws));
  const log = firehoseLog(
    {
      client,
      clock: systemClock,
      // By no way of the log itself, of which each line would be one more to ship.
      onFailure: (error) =>
        process.stderr.write(`Lines of the log wait to be shipped: ${messageOf(error)}\n`),
    },
    { stream: logs.firehose, everyMs: EVERY_MS, maxWaitingBytes: MOST_WAITING_BYTES },
  );
  return {
    write: log.write,
    async close() {
      await log.close();
      client.close();
    },
  };
}
