import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

/** Each rejects when the connection breaks before the answer is whole. */
export interface KeptConnections {
  get(url: string, headers: Headers): Promise<Answer>;
  post(url: string, headers: Headers, body: string): Promise<Answer>;
  close(): void;
}

/**
 * Requests over at most `most` connections that are kept. Node's own client costs a third of what `fetch` costs, and the
 * sender shares its cores with the server that it loads.
 */
export function keptConnections(most: number): KeptConnections {
  // In turn, so that none is idle for so long that the server closes it under a request.
  const agent = new Agent({ keepAlive: true, maxSockets: most, scheduling: 'fifo' });
  const send = (url: string, method: string, headers: Headers, body = ''): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = request(url, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  return {
    get: (url, headers) => send(url, 'GET', headers),
    post: (url, headers, body) =>
      send(url, 'POST', { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body),
    close: () => agent.destroy(),
  };
}
