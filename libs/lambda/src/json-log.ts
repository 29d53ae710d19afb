import type { Log } from '@dataforge/kernel';

/** Writes a line to what CloudWatch keeps of this Lambda. */
export const writeLine = (line: string): void => void process.stdout.write(`${line}\n`);

/** A line of JSON for each message: level, time, message, and its fields. */
export function jsonLog(write: (line: string) => void = writeLine): Log {
  const at = (level: string) => (fields: Record<string, unknown>, msg: string) =>
    write(JSON.stringify({ level, time: new Date().toISOString(), msg, ...fields }));
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
