import { InfrastructureError } from '@dataforge/kernel';
import { backOff } from '../aws/index.ts';

const MOST_FAILURES = 12;

/**
 * A state and what belongs to it, as they were at one moment, though they are several items: read again until the state's
 * `version`, which every change of either moves, is the same before and after.
 */
export async function snapshot<S extends { readonly version: number }, T>(
  readState: () => Promise<S>,
  read: (state: S) => Promise<T>,
): Promise<{ readonly state: S; readonly read: T }> {
  let state = await readState();
  for (let failures = 1; failures <= MOST_FAILURES; failures += 1) {
    const held = await read(state);
    const after = await readState();
    if (after.version === state.version) return { state, read: held };
    state = after;
    await backOff(failures);
  }
  throw new InfrastructureError('What is read in DynamoDB changes all the time. Read it again.', 'retriable');
}
