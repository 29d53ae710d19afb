import { port } from '@dataforge/kernel';

/** Whether there is room for more, so that producers are asked to wait before the disk is full. */
export interface Capacity {
  check():
    | { readonly ok: true }
    | { readonly ok: false; readonly retryAfterSeconds: number; readonly detail: string };
}

export const Capacity = port<Capacity>('events.Capacity');
