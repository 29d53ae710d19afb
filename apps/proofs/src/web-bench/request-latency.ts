import { freePort, startServer } from '@dataforge/program';
import { percentiles } from '../freshness.ts';
import { keptConnections, type Answer, type KeptConnections } from '../kept-connections.ts';
import type { Target } from '../target.ts';
import type { Finding } from './finding.ts';
import { steadyRequests } from './steady-requests.ts';

/** Requests per second. */
export const REQUEST_RATE = 500;
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 2;
const HOUR_MS = 3_600_000;
const BARE_ROUTE = `await import('./apps/proofs/src/web-bench/bare-route.mjs')`;

interface Route {
  readonly name: string;
  send(): Promise<Answer>;
  isWanted(answer: Answer): boolean;
}

/** What is asked of the server: every KPI's current value, and one device's last hour, which then is a cached answer. */
function routesOf({ url, token }: Target, connections: KeptConnections): readonly Route[] {
  const authorization = { authorization: `Bearer ${token}` };
  const now = Date.now();
  const question = JSON.stringify({
    query: 'telemetry.device_minutes',
    params: {
      device: 'device-7',
      from: new Date(now - HOUR_MS).toISOString(),
      to: new Date(now).toISOString(),
    },
  });
  const headers = { ...authorization, 'content-type': 'application/json' };
  return [
    {
      name: 'GET /metrics',
      send: () => connections.get(`${url}/metrics`, authorization),
      isWanted: ({ status }) => status === 200,
    },
    {
      name: 'POST /query, cached',
      send: () => connections.post(`${url}/query`, headers, question),
      isWanted: ({ status, body }) => status === 200 && body.includes('"cached":true'),
    },
  ];
}

/** How long routes take at a steady rate, beside a bare route of the same framework that the same client asks. */
export async function requestLatency(target: Target, seconds: number): Promise<readonly Finding[]> {
  const connections = keptConnections(CONNECTIONS);
  const port = await freePort();
  const bare = await startServer({ DATAFORGE_PORT: port, DATAFORGE_DATA_DIR: '' }, BARE_ROUTE);
  const bareRoute: Route = {
    name: 'a bare Hono route',
    send: () => connections.get(`${bare.url}/health`, {}),
    isWanted: ({ status }) => status === 200,
  };
  try {
    const floor = await measureRoute(bareRoute, seconds);
    const findings = [...findingsOf(bareRoute.name, floor)];
    for (const route of routesOf(target, connections)) {
      const result = await measureRoute(route, seconds);
      findings.push(...findingsOf(route.name, result), {
        figure: `${route.name}: p99 beside the bare route's`,
        value: result.p99 / floor.p99,
        unit: 'times',
      });
    }
    return findings;
  } finally {
    connections.close();
    await bare.end('SIGTERM');
  }
}

async function measureRoute({ send, isWanted }: Route, seconds: number) {
  await steadyRequests({ rate: REQUEST_RATE, seconds: WARM_UP_SECONDS }, send, () => true);
  const { tookMs, unwanted } = await steadyRequests({ rate: REQUEST_RATE, seconds }, send, isWanted);
  return { ...percentiles(tookMs), unwanted };
}

const findingsOf = (
  name: string,
  { p50, p99, unwanted }: Awaited<ReturnType<typeof measureRoute>>,
): readonly Finding[] => [
  { figure: `${name}: p50`, value: p50, unit: 'ms' },
  { figure: `${name}: p99`, value: p99, unit: 'ms' },
  { figure: `${name}: other answers`, value: unwanted, unit: '' },
];
