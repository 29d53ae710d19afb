import { port } from './port.ts';

/** Structured logging as the domain needs it; the app supplies the writer. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

export const Log = port<Log>('kernel.Log');

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
