import type { Emitter } from '@dataforge/kernel';
import type { Alert } from './alert.ts';

/**
 * Tells of every alert that has opened, changed, been acknowledged or resolved, as it is now: at least one at a time, after
 * the evaluation or acknowledgement that changed them.
 */
export type AlertFeed = Emitter<readonly Alert[]>;
