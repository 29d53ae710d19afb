import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { collect, type MetricSource } from '../../domain/metrics.ts';
import { exposition } from './exposition.ts';

export interface MetricsServerSettings {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `GET /metrics` for Prometheus on a port of its own, so that whoever may scrape needs no way to the API: the metrics of
 * all sources, and those of the process (memory, event loop, garbage collection).
 */
export async function serveMetrics(
  {
    sources,
    onFailure,
  }: { readonly sources: readonly MetricSource[]; readonly onFailure: (error: unknown) => void },
  { host, port }: MetricsServerSettings,
): Promise<MetricsServer> {
  const process = new Registry();
  collectDefaultMetrics({ register: process, prefix: 'dataforge_' });
  const answer = async () => {
    const { text, contentType } = await exposition(await collect(sources, onFailure));
    return { text: `${text}${await process.metrics()}`, contentType };
  };
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    answer().then(
      ({ text, contentType }) => response.writeHead(200, { 'content-type': contentType }).end(text),
      (error: unknown) => {
        onFailure(error);
        response.writeHead(500).end();
      },
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}/metrics`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
