import { logLevel, type logCreator, type LogEntry } from 'kafkajs';
import type { Log } from '@dataforge/kernel';

/** Fields of kafkajs that say something; its stacks only show kafkajs itself. */
const FIELDS = [
  'broker',
  'clientId',
  'groupId',
  'memberId',
  'correlationId',
  'error',
  'retryCount',
  'retryTime',
];

/**
 * Brings what kafkajs logs to our log. Its errors are warnings here: it tries again, and what fails in the end is thrown, for
 * its caller to log.
 */
export const logBridge =
  (log: Log): logCreator =>
  () =>
  ({ namespace, level, log: { message, ...more } }: LogEntry) => {
    const fields = Object.fromEntries(
      FIELDS.filter((name) => name in more).map((name) => [name, more[name]]),
    );
    const say = level <= logLevel.WARN ? log.warn : log.info;
    say({ component: 'kafkajs', namespace, ...fields }, message);
  };
