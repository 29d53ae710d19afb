import { err, ok, type Clock, type Result } from '@dataforge/kernel';
import type {
  Fenced,
  Membership,
  OutOfRange,
  PartitionPosition,
  PollRequest,
  Position,
  ReadBatch,
  ReadRequest,
} from '../../ports/event-log.ts';
import type { BatchStorage } from './batch-storage.ts';

export interface MembershipDeps {
  readonly storage: BatchStorage;
  readonly clock: Clock;
  readonly read: (request: ReadRequest) => Promise<Result<ReadBatch, OutOfRange>>;
  /** A signal that aborts at the next append to the topic. */
  readonly nextAppend: (topic: string) => AbortSignal;
}

/**
 * Consumer groups of one process; generations and offsets are the storage's. Whoever joins takes every partition and
 * revokes the member before: a process has nothing to gain from a second consumer of a group, and a member that is gone
 * without leaving, which nothing here could notice, never holds partitions that nobody reads.
 */
export function memberships(deps: MembershipDeps) {
  const { storage } = deps;
  const holders = new Map<string, AbortController>();
  /** Changes of a group's state take turns. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const join = (topic: string, group: string, partitions: number): Promise<Membership> =>
    inTurn(async () => {
      const name = `${topic} ${group}`;
      holders.get(name)?.abort();
      const { offsets, generation: last } = storage.group(topic, group);
      const generation = last + 1;
      await storage.saveGroup(topic, group, { offsets, generation });
      const hold = new AbortController();
      holders.set(name, hold);
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      const next = new Map(all.map((partition) => [partition, (offsets[partition] ?? 0) as Position]));
      return {
        generation,
        partitions: all,
        revoked: hold.signal,
        seek: ({ partition, next: position }) => void next.set(partition, position),
        poll: (request) => poll(topic, request, next, hold.signal),
        commit: (positions) => inTurn(() => commit(topic, group, generation, positions, hold.signal)),
        leave: () => Promise.resolve(hold.abort()),
      };
    });

  async function poll(
    topic: string,
    request: PollRequest,
    next: Map<number, Position>,
    revoked: AbortSignal,
  ): Promise<Result<readonly ReadBatch[], OutOfRange>> {
    const deadline = deps.clock.now() + request.maxWaitMs;
    for (;;) {
      // Asked for before the read, so that an append between the read and the wait is not missed.
      const append = deps.nextAppend(topic);
      const batches = await pollOnce(topic, request, next, revoked);
      const left = deadline - deps.clock.now();
      if (!batches.ok || batches.value.length > 0 || revoked.aborted || left <= 0) return batches;
      await sleepUntil(deps.clock, left, [append, revoked]);
    }
  }

  async function pollOnce(
    topic: string,
    request: PollRequest,
    next: Map<number, Position>,
    revoked: AbortSignal,
  ): Promise<Result<readonly ReadBatch[], OutOfRange>> {
    const batches: ReadBatch[] = [];
    let [records, bytes] = [request.maxRecords, request.maxBytes];
    for (const [partition, from] of next) {
      if (revoked.aborted || records <= 0 || bytes <= 0) break;
      const read = await deps.read({ topic, partition, from, maxRecords: records, maxBytes: bytes });
      if (!read.ok) return batches.length > 0 ? ok(batches) : read;
      if (read.value.records.length === 0) continue;
      next.set(partition, read.value.next);
      batches.push(read.value);
      records -= read.value.records.length;
      bytes -= read.value.records.reduce((sum, record) => sum + record.value.byteLength, 0);
    }
    // The partition served first goes last, so that a busy one cannot starve the others.
    const [first] = next;
    if (batches.length > 0 && first) {
      next.delete(first[0]);
      next.set(...first);
    }
    return ok(batches);
  }

  async function commit(
    topic: string,
    group: string,
    generation: number,
    positions: readonly PartitionPosition[],
    revoked: AbortSignal,
  ): Promise<Result<void, Fenced>> {
    const state = storage.group(topic, group);
    if (revoked.aborted || state.generation !== generation) {
      const detail = `generation ${generation} of ${group} is over; the group is at ${state.generation}`;
      return err({ kind: 'fenced', detail });
    }
    const offsets = { ...state.offsets, ...Object.fromEntries(positions.map((p) => [p.partition, p.next])) };
    await storage.saveGroup(topic, group, { generation, offsets });
    return ok(undefined);
  }

  return { join };
}

/**
 * Sleeps `ms` or until a signal aborts. `AbortSignal.any` would do the same, but on Node 20 each use leaves something
 * behind on a signal that lives as long as a membership.
 */
async function sleepUntil(clock: Clock, ms: number, signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return;
  const wake = new AbortController();
  const abort = () => wake.abort();
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true });
  await clock.sleep(ms, wake.signal);
  for (const signal of signals) signal.removeEventListener('abort', abort);
}
