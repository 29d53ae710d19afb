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

type Read = (request: ReadRequest) => Promise<Result<ReadBatch, OutOfRange>>;

interface Member {
  readonly revoke: AbortController;
}

/** Shares each group's partitions among its members in this process; generations and offsets are the storage's. */
export function memberships(deps: {
  storage: BatchStorage;
  clock: Clock;
  read: Read;
  /** A signal that aborts at the next append to the topic. */
  nextAppend: (topic: string) => AbortSignal;
}) {
  const { storage } = deps;
  const groups = new Map<string, Member[]>();
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
      const others = (groups.get(name) ?? []).filter((member) => !member.revoke.signal.aborted);
      for (const member of others) member.revoke.abort();
      const state = storage.group(topic, group);
      const generation = state.generation + 1;
      await storage.saveGroup(topic, group, { ...state, generation });
      const member = { revoke: new AbortController() };
      groups.set(name, [member]);
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      return membershipOf(topic, group, generation, all, member);
    });

  function membershipOf(
    topic: string,
    group: string,
    generation: number,
    partitions: readonly number[],
    member: Member,
  ): Membership {
    const committed = storage.group(topic, group).offsets;
    const next = new Map(partitions.map((p) => [p, (committed[p] ?? 0) as Position]));
    const revoked = member.revoke.signal;
    return {
      generation,
      partitions,
      revoked,
      seek: ({ partition, next: position }) => void next.set(partition, position),
      async poll(request) {
        const append = deps.nextAppend(topic);
        const batches = await pollOnce(topic, request, next, revoked);
        if (!batches.ok || batches.value.length > 0 || revoked.aborted || request.maxWaitMs <= 0)
          return batches;
        await deps.clock.sleep(request.maxWaitMs, AbortSignal.any([append, revoked]));
        return pollOnce(topic, request, next, revoked);
      },
      commit: (positions) => inTurn(() => commit(topic, group, generation, positions)),
      leave: () => Promise.resolve(member.revoke.abort()),
    };
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
  ): Promise<Result<void, Fenced>> {
    const state = storage.group(topic, group);
    if (state.generation !== generation)
      return err({
        kind: 'fenced',
        detail: `generation ${generation} of ${group} was followed by ${state.generation}`,
      });
    const offsets = { ...state.offsets, ...Object.fromEntries(positions.map((p) => [p.partition, p.next])) };
    await storage.saveGroup(topic, group, { generation, offsets });
    return ok(undefined);
  }

  return { join };
}
