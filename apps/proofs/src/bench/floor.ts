import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Floor {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * What the machine allows: a bare server that appends the same bytes to a file, shares an fsync among the
 * requests that wait (group commit), answers 202 and does nothing else.
 */
export async function startFloor(port: number): Promise<Floor> {
  const directory = mkdtempSync(join(tmpdir(), 'dataforge-floor-'));
  const file = await open(join(directory, 'log'), 'a');
  let waiting: { body: Buffer; done: () => void }[] = [];
  let syncing = false;
  const sync = async () => {
    syncing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await file.writev(group.map(({ body }) => body));
      await file.datasync();
      for (const { done } of group) done();
    }
    syncing = false;
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      waiting.push({ body: Buffer.concat(chunks), done: () => response.writeHead(202).end('{}') });
      if (!syncing) void sync();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await file.close();
      rmSync(directory, { recursive: true });
    },
  };
}
