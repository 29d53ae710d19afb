import type { Page, Route } from '@playwright/test';

/** Every reading changes it. */
const KPI = 'telemetry.readings';

/** One KPI, as `GET /metrics` tells it or as it is pushed. */
type Item = Readonly<Record<string, unknown>>;

interface Message {
  readonly type: string;
  readonly topic?: string;
  readonly data?: { readonly items?: readonly Item[]; readonly upserted?: readonly Item[] };
}

export interface ManyTiles {
  /** Deltas that changed every tile, so far. */
  deltas(): number;
}

/**
 * Puts one KPI on a page as often as `count`: whatever the real server answers or pushes of telemetry.readings is multiplied
 * on its way, so that each delta changes every tile; the other KPIs are left out, and everything else passes as it is. The
 * routed socket delivers inside the page, which adds a little to what its main thread does.
 */
export async function multiplyTiles(page: Page, count: number): Promise<ManyTiles> {
  let deltas = 0;
  const multiply = (items: readonly Item[]): readonly Item[] => {
    const item = items.find(({ kpi }) => kpi === KPI);
    return item ? Array.from({ length: count }, (_, n) => ({ ...item, kpi: `${KPI}_${n}` })) : [];
  };
  const multiplied = (text: string): string => {
    const message = JSON.parse(text) as Message;
    if (message.topic !== 'kpi:*') return text;
    const { items, upserted } = message.data ?? {};
    const changed = upserted && multiply(upserted);
    if (changed && changed.length > 0) deltas += 1;
    const data = {
      ...message.data,
      ...(items && { items: multiply(items) }),
      ...(changed && { upserted: changed }),
    };
    return JSON.stringify({ ...message, data });
  };
  await page.route(hasKpis, (route) => answerOf(route, multiply));
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(multiplied(message.toString())));
  });
  return { deltas: () => deltas };
}

const hasKpis = ({ pathname, searchParams }: URL): boolean =>
  pathname === '/metrics' || searchParams.has('kpi');

/** The server knows the KPI by its own name alone. */
async function answerOf(route: Route, multiply: (items: readonly Item[]) => readonly Item[]): Promise<void> {
  const url = new URL(route.request().url());
  if (url.searchParams.has('kpi')) url.searchParams.set('kpi', KPI);
  const response = await route.fetch({ url: url.href });
  if (url.pathname !== '/metrics') return route.fulfill({ response });
  const { items } = (await response.json()) as { readonly items: readonly Item[] };
  return route.fulfill({ response, json: { items: multiply(items) } });
}
