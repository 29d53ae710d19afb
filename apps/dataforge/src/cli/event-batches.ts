import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { elementsOf, NotAnArray } from '@dataforge/events';
import { messageOf } from '@dataforge/kernel';
import { CliFailure, EXIT } from './exit.ts';

const MOST_EVENTS = 500;
/** Half of what the server takes at once. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The events of a file as texts of one line each, in batches that the server takes: its lines, or the elements of one JSON array. */
export async function* batchesOf(file: string): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for await (const event of eventsOf(file)) {
    const size = Buffer.byteLength(event) + 1;
    if (batch.length === MOST_EVENTS || (batch.length > 0 && bytes + size > MOST_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function* eventsOf(file: string): AsyncGenerator<string> {
  let first = true;
  const array: string[] = [];
  for await (const line of linesOf(file)) {
    if (line.trim() === '') continue;
    if (array.length > 0 || (first && line.trimStart().startsWith('['))) array.push(line);
    else yield line;
    first = false;
  }
  // A line break is white space of JSON, and an event goes out on one line.
  if (array.length > 0) yield* elementsIn(file, array.join(' '));
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (error) {
    throw new CliFailure(`${file} cannot be read: ${messageOf(error)}`, EXIT.usage);
  }
}

/** Each in its own text, so that no number loses a digit; all of them, or a failure before the first is sent. */
function elementsIn(file: string, text: string): readonly string[] {
  try {
    const elements = Array.from(elementsOf(Buffer.from(text)), (element) =>
      Buffer.from(element).toString().trim(),
    );
    if (elements.some((element) => element === '')) throw new NotAnArray('an element is missing');
    return elements;
  } catch (error) {
    if (!(error instanceof NotAnArray)) throw error;
    throw new CliFailure(`${file} begins like a JSON array and is none: ${error.message}`, EXIT.usage);
  }
}
