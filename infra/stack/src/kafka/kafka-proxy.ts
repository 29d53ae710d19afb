import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * How a broker is reached. `pass`: as it is. `refuse`: nothing listens, and connections are cut. `lose-answers`: what is produced
 * reaches the broker, its answer is lost, and the connection with it. `stall`: nothing goes through, in either direction.
 */
export type KafkaFault = 'pass' | 'refuse' | 'lose-answers' | 'stall';

/** Stands before a broker on the loopback interface and brings faults on request. */
export interface KafkaProxy {
  readonly port: number;
  /** From now on. Resolves when it is so. */
  set(fault: KafkaFault): Promise<void>;
  close(): Promise<void>;
}

const PRODUCE = 0;

export async function startKafkaProxy(to: number): Promise<KafkaProxy> {
  const sockets = new Set<Socket>();
  let fault: KafkaFault = 'pass';
  const server = createServer((client) => {
    const broker = connect(to, '127.0.0.1');
    const produced = new Set<number>();
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
      // Whoever cuts a connection has its reason.
      socket.on('error', () => undefined);
    }
    onFrames(client, (frame) => {
      if (fault === 'stall') return;
      if (frame.readInt16BE(4) === PRODUCE) produced.add(frame.readInt32BE(8));
      broker.write(frame);
    });
    onFrames(broker, (frame) => {
      if (fault === 'stall') return;
      if (fault === 'lose-answers' && produced.has(frame.readInt32BE(4))) client.destroy();
      else client.write(frame);
    });
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const { port } = address;
  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port,
    async set(wanted) {
      fault = wanted;
      if (wanted === 'refuse') await cut();
      else if (!server.listening) await listen(port);
    },
    close: cut,
  };
}

/** Gives whole messages of Kafka's protocol: a length of four bytes, and so many more. */
function onFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let held = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= 4 + held.readInt32BE(0)) {
      const end = 4 + held.readInt32BE(0);
      take(held.subarray(0, end));
      held = held.subarray(end);
    }
  });
}
