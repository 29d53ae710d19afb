import { SECOND_MS, toRfc3339, type Clock } from '@dataforge/kernel';
import { MOST_TOPICS, type ClientMessage, type ServerMessage } from '../protocol/index.ts';
import { delivery, type Delivery, type DeliveryDeps } from './delivery.ts';
import { readClientMessage } from './read-client-message.ts';
import { CLOSE, type CloseCode } from './wire.ts';

/** What one client says, and is told. */
export interface Connection {
  readonly topics: Delivery['topics'];
  /** A message of the client. */
  receive(text: string): void;
  /** Sends what there is: called when something was published, and when the wire drained. */
  pump(): void;
  heartbeat(): void;
  /** Says why, and closes the wire. */
  refuse(code: CloseCode, detail: string): void;
  /** The wire is closed. */
  closed(): void;
}

export interface ConnectionDeps extends DeliveryDeps {
  readonly clock: Clock;
  /** Why a topic cannot be followed; undefined if it can. */
  readonly faultOf: (topic: string) => string | undefined;
  readonly onSubscribed: (topics: readonly string[]) => void;
  readonly onUnsubscribed: (topics: readonly string[]) => void;
}

export interface ConnectionSettings {
  readonly epoch: string;
  readonly heartbeatMs: number;
  readonly messagesPerSecond: number;
}

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;

export function connection(deps: ConnectionDeps, settings: ConnectionSettings): Connection {
  const { clock, wire } = deps;
  const { topics, begin, end, pump, complete, doubt } = delivery(deps);
  const allow = messageBudget(clock, settings.messagesPerSecond);
  let open = true;

  const say = (message: ServerMessage) => wire.send(JSON.stringify(message));
  const serverTime = () => toRfc3339(clock.now());

  function refuse(code: CloseCode, detail: string): void {
    if (!open) return;
    say({ type: 'error', detail });
    closed();
    wire.close(code, detail);
  }

  function closed(): void {
    if (!open) return;
    open = false;
    deps.onUnsubscribed(end([...topics.keys()]));
  }

  function subscribe({ topics: asked, resume }: Subscribe): void {
    const fault = asked.map(deps.faultOf).find((found) => found !== undefined);
    if (fault !== undefined) return refuse(CLOSE.policy, fault);
    const added = [...new Set(asked)].filter((topic) => !topics.has(topic));
    if (topics.size + added.length > MOST_TOPICS)
      return refuse(
        CLOSE.policy,
        `A connection follows at most ${MOST_TOPICS} topics; kpi:* is every KPI in one.`,
      );
    if (resume) doubt();
    begin(asked, resume?.epoch === settings.epoch ? resume.sequence : undefined);
    deps.onSubscribed(added);
    pump();
  }

  function heartbeat(): void {
    if (!open) return;
    pump();
    if (wire.hasRoom()) say({ type: 'heartbeat', serverTime: serverTime(), sequence: complete() });
  }

  function receive(text: string): void {
    if (!open) return;
    if (!allow())
      return refuse(
        CLOSE.policy,
        `A connection takes at most ${settings.messagesPerSecond} messages a second; name several topics in one.`,
      );
    const read = readClientMessage(text);
    if (!read.ok) return refuse(CLOSE.policy, read.error);
    const message = read.value;
    if (message.type === 'subscribe') subscribe(message);
    else if (message.type === 'unsubscribe') deps.onUnsubscribed(end(message.topics));
    else heartbeat();
  }

  say({
    type: 'hello',
    epoch: settings.epoch,
    serverTime: serverTime(),
    heartbeatMs: settings.heartbeatMs,
  });
  return { topics, receive, pump, heartbeat, refuse, closed };
}

/** Whether one more message is allowed in the second that began with the first. */
function messageBudget(clock: Clock, perSecond: number): () => boolean {
  let [since, taken] = [-Infinity, 0];
  return () => {
    if (clock.now() - since >= SECOND_MS) [since, taken] = [clock.now(), 0];
    taken += 1;
    return taken <= perSecond;
  };
}
