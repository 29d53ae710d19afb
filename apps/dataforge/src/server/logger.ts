import { pino, type StreamEntry } from 'pino';
import type { Log } from '@dataforge/kernel';
import type { Settings } from '../config/settings.ts';

/** Takes a line of JSON of the log, with its end. */
export type LogShipper = (line: string) => void;

/** JSON lines on stderr, where a person at a terminal gets lines to read; and JSON lines to whoever ships them. */
export function createLogger(level: Settings['logLevel'], ship?: LogShipper): Log {
  const isRead = process.stderr.isTTY;
  const streams: StreamEntry[] = [
    ...(isRead ? [] : [{ level, stream: pino.destination({ fd: 2, sync: true }) }]),
    ...(ship ? [{ level, stream: { write: ship } }] : []),
  ];
  const logs = [
    ...(isRead ? [plainLogger(level)] : []),
    ...(streams.length > 0 ? [jsonLogger(level, streams)] : []),
  ];
  const write = (at: 'info' | 'warn' | 'error') => (fields: Record<string, unknown>, message: string) => {
    for (const log of logs) log[at](fields, message);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

function jsonLogger(level: Settings['logLevel'], streams: StreamEntry[]): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream(streams),
  );
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}

const ORDER = ['debug', 'info', 'warn', 'error'];

function plainLogger(level: Settings['logLevel']): Log {
  const write = (at: string) => (fields: Record<string, unknown>, message: string) => {
    if (ORDER.indexOf(at) < ORDER.indexOf(level)) return;
    const details = Object.entries(fields).map(
      ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    process.stderr.write(`${at === 'info' ? '' : `${at}: `}${message}${details.join('')}\n`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
