import { setTimeout as sleep } from 'node:timers/promises';
import type { JSHandle, Page } from '@playwright/test';
import { percentiles } from '../freshness.ts';
import { kpiSeries } from '../kpi-series.ts';
import { settledLedger } from '../ledger-settled.ts';
import { steadyLoad } from '../steady-load.ts';
import type { Target } from '../target.ts';
import type { Finding } from './finding.ts';
import type { OpenBrowser } from './open-browser.ts';
import { timesToPaint, type Batch, type Sighting } from './time-to-paint.ts';

const AIM_MS = 400;
const MINUTE_MS = 60_000;
const BATCHES_A_SECOND = 20;
const IN_FLIGHT = 8;
const PATIENCE_MS = 20_000;
const KPI = 'telemetry.readings';
/** Its tile, which shows how many readings of the newest minute are in gold. */
const TILE = 'section[aria-label="KPIs"] a[href*="kpi=telemetry.readings"] b';

/**
 * Freshness from accept to the painted tile, while events come in at `rate`: from a batch's acknowledgement to the frame in
 * which the count on the overview holds it.
 */
export async function paintedFreshness(
  browser: OpenBrowser,
  target: Target,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<readonly Finding[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const pushed = sightPushed(page);
  await page.goto(`${target.url}/app/overview`);
  await page.locator(TILE).waitFor();
  const seen = await page.evaluateHandle(watchTile, TILE);
  const batch = rate / BATCHES_A_SECOND;
  const batches: Batch[] = [];
  await settledLedger(target, 'stage=refine');
  // What was measured before may have left readings in the minute in which this begins.
  const range = { from: Date.now() - MINUTE_MS, to: Date.now() + MINUTE_MS, step: '1m' };
  const counts = new Map(await kpiSeries(target, KPI, range));
  const load = await steadyLoad(target, { rate, seconds, batch, inFlight: IN_FLIGHT }, (_, sentAt) => {
    const minute = Math.floor(sentAt / MINUTE_MS) * MINUTE_MS;
    const count = (counts.get(minute) ?? 0) + batch;
    counts.set(minute, count);
    batches.push({ minute, count, acceptedAt: Date.now() });
  });
  const { tookMs, unpainted } = await allPainted(batches, seen, IN_FLIGHT * batch);
  await context.close();
  const push = percentiles(timesToPaint(batches, pushed, IN_FLIGHT * batch).tookMs);
  const painted = percentiles(tookMs);
  return [
    { figure: 'accepted', value: load.acknowledged / load.seconds, unit: 'events/s' },
    { figure: 'accept p99', value: percentiles(load.acceptMs).p99, unit: 'ms' },
    { figure: 'accept to pushed p50', value: push.p50, unit: 'ms' },
    { figure: 'accept to pushed p99', value: push.p99, unit: 'ms' },
    { figure: 'accept to painted p50', value: painted.p50, unit: 'ms' },
    { figure: 'accept to painted p99', value: painted.p99, unit: 'ms', aim: AIM_MS },
    { figure: 'batches not painted', value: unpainted, unit: '' },
  ];
}

/** A message of the push, as far as it is needed here; see docs/live-protocol.md. */
interface Message {
  readonly topic?: string;
  readonly data?: {
    readonly upserted?: readonly {
      readonly kpi: string;
      readonly current: { readonly value: number | null };
    }[];
  };
}

/** The KPI's values as their deltas reach the page, seen from outside it: what is left until the paint is the page's. */
function sightPushed(page: Page): readonly Sighting[] {
  const sightings: Sighting[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const { topic, data } = JSON.parse(payload.toString()) as Message;
      const item = topic === 'kpi:*' ? data?.upserted?.find(({ kpi }) => kpi === KPI) : undefined;
      if (typeof item?.current.value === 'number')
        sightings.push({ at: Date.now(), value: item.current.value });
    }),
  );
  return sightings;
}

/** Waits until the tile has shown everything, or for as long as patience lasts. */
async function allPainted(batches: readonly Batch[], seen: JSHandle<Sighting[]>, onTheWay: number) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const times = timesToPaint(batches, await seen.jsonValue(), onTheWay);
    if (times.unpainted === 0 || Date.now() > deadline) return times;
    await sleep(500);
  }
}

/**
 * Runs in the page: every value that the tile takes, with the frame after the one in which it was put into the document, so
 * that it errs on the slow side by a frame. Both clocks are this machine's.
 */
function watchTile(tile: string): Sighting[] {
  const sightings: Sighting[] = [];
  let last = Number.NaN;
  const look = () => {
    const text = document.querySelector(tile)?.firstChild?.textContent ?? '';
    const value = Number(text.replaceAll(/\D/g, ''));
    if (text === '' || value === last) return;
    last = value;
    requestAnimationFrame(() => sightings.push({ at: Date.now(), value }));
  };
  const changes = { subtree: true, childList: true, characterData: true };
  new MutationObserver(look).observe(document.body, changes);
  return sightings;
}
