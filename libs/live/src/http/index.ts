import {
  assertOwnOrigin,
  endpoint,
  HttpProblem,
  problemContent,
  type Api,
  type Principal,
  type RouteModule,
} from '@dataforge/http';
import { err, ok, type Result } from '@dataforge/kernel';
import { readSubprotocols, SUBPROTOCOL, TOKEN_SUBPROTOCOL } from '../index.ts';

const PATH = '/live';

/** Where clients ask for the upgrade; `GET /metrics` without one answers by HTTP. */
export const LIVE_PATHS: readonly string[] = [PATH, '/metrics'];

const route = endpoint({
  method: 'get',
  path: PATH,
  permission: 'live:read',
  rate: 'read',
  tags: ['Live'],
  summary: 'Live push of KPIs, alerts, anomalies, the ledger and the stages, over a WebSocket',
  description: `An upgrade to a WebSocket of the subprotocol ${SUBPROTOCOL}, as \`GET /metrics\` also takes it. Who can set no Authorization header offers \`${TOKEN_SUBPROTOCOL}<token>\` as another subprotocol.`,
  responses: {
    426: problemContent('Not an upgrade to a WebSocket; an upgrade is answered with 101'),
  },
});

/** Hears who asked for an upgrade that the guards let through. */
interface UpgradeEnv {
  readonly admitted?: (principal: Principal) => void;
}

/** GET /live: the guards of every endpoint, and the origin, decide about an upgrade; without one it is refused. */
export const liveRoutes =
  ({ origins }: { readonly origins: readonly string[] }): RouteModule =>
  (api) => {
    api.openapi(route, (context) => {
      const { admitted } = (context.env ?? {}) as UpgradeEnv;
      const principal = context.get('principal');
      if (admitted && principal) {
        assertOwnOrigin(context, origins);
        admitted(principal);
      }
      throw new HttpProblem(
        426,
        `${PATH} speaks WebSocket. Ask for the upgrade, or GET /metrics for values.`,
        {
          headers: { upgrade: 'websocket', connection: 'Upgrade' },
        },
      );
    });
  };

/** Whether a request may upgrade: who asks, or the answer that refuses it. `env` is what the server gives with a request. */
export type AdmitUpgrade = (
  headers: Headers,
  env: Readonly<Record<string, unknown>>,
) => Promise<Result<Principal, Response>>;

/** Asks the API itself, so that tokens, sessions, permissions and rate classes hold as for every request. */
export const admitUpgrade =
  (api: Pick<Api, 'fetch'>): AdmitUpgrade =>
  async (headers, env) => {
    const asked = withTokenOf(headers);
    if (!asked.ok) return asked;
    let principal: Principal | undefined;
    const admitted = (found: Principal) => void (principal = found);
    const url = `http://${asked.value.get('host') ?? 'localhost'}${PATH}`;
    const answer = await api.fetch(new Request(url, { headers: asked.value }), { ...env, admitted });
    return principal ? ok(principal) : err(answer);
  };

/** With a token that was offered as a subprotocol in its header. */
function withTokenOf(headers: Headers): Result<Headers, Response> {
  const { live, token } = readSubprotocols(headers.get('sec-websocket-protocol'));
  if (token === undefined) return ok(headers);
  if (!live)
    return err(new Response(`Offer the subprotocol ${SUBPROTOCOL} beside the token.`, { status: 400 }));
  const asked = new Headers(headers);
  if (!asked.has('authorization')) asked.set('authorization', `Bearer ${token}`);
  return ok(asked);
}
