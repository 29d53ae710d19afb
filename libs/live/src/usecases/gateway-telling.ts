import { deltaText, snapshotTexts } from '../domain/gateway-texts.ts';
import type { ConnectionStore } from '../ports/connection-store.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { ToldStore } from '../ports/told-store.ts';
import { kindOf } from '../protocol/index.ts';
import { sayToClient } from './say-to-client.ts';

export interface GatewayTellingDeps {
  readonly connections: ConnectionStore;
  readonly told: ToldStore;
  readonly gateway: Gateway;
}

/** Tells one client what there is; who is gone follows nothing more. */
export function gatewayTelling(deps: GatewayTellingDeps) {
  const { told } = deps;
  const say = sayToClient(deps);

  /** Tells what came after a sequence of the topics; gives how far that was. False where it cannot be told so, or nobody is there. */
  async function catchUp(id: string, topics: readonly string[], from: number): Promise<number | false> {
    const changes = await told.after(from);
    if (!changes) return false;
    for (const change of changes)
      for (const topic of topics) {
        const text = deltaText(topic, change);
        if (text === 'whole') return false;
        if (text !== undefined && !(await say(id, [text]))) return false;
      }
    return changes.at(-1)?.sequence ?? from;
  }

  /** Tells topics whole; gives a sequence that they stand at, at the least. Infinity where nobody is there. */
  async function tellWhole(id: string, topics: readonly string[]): Promise<number> {
    const { sequence } = await told.head();
    for (const kind of new Set(topics.map(kindOf))) {
      const state = await told.kind(kind);
      // It is told whole once it is told at all.
      if (!state) continue;
      for (const topic of topics.filter((one) => kindOf(one) === kind))
        if (!(await say(id, snapshotTexts(topic, state)))) return Infinity;
    }
    return sequence;
  }

  /** Tells topics that the client follows already, from where it stands. */
  async function begin(
    id: string,
    topics: readonly string[],
    resume: { readonly epoch: string; readonly sequence: number } | undefined,
  ): Promise<void> {
    const { epoch } = await told.head();
    let at: number | false = resume?.epoch === epoch && (await catchUp(id, topics, resume.sequence));
    if (at === false) at = await tellWhole(id, topics);
    // Whoever told meanwhile may have read the followers before, or posted before what they add to was there.
    while (at !== Infinity) {
      const next: number | false = await catchUp(id, topics, at);
      if (next === at) return;
      at = next === false ? await tellWhole(id, topics) : next;
    }
  }

  return { say, begin };
}
