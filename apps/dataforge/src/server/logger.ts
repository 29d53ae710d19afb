import { pino } from 'pino';
import type { Log } from '@dataforge/kernel';
import type { Settings } from '../config/settings.ts';

/** JSON lines on stderr; a person at a terminal gets lines to read. */
export function createLogger(level: Settings['logLevel']): Log {
  if (process.stderr.isTTY) return plainLogger(level);
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
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
