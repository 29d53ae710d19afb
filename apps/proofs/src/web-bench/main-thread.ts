import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { steadyLoad } from '../steady-load.ts';
import type { Target } from '../target.ts';
import type { Finding } from './finding.ts';
import { multipliedTiles } from './many-tiles.ts';
import type { OpenBrowser } from './open-browser.ts';

export const TILES = 50;
/** Events per second: there is news each time the server looks for some, which is ten times a second at the most. */
const RATE = 200;
const AIM_PERCENT = 10;
const SETTLE_SECONDS = 5;
/** How much of a second the page's main thread is busy while every one of its tiles is live. */
export async function mainThread(
  browser: OpenBrowser,
  target: Target,
  seconds: number,
): Promise<readonly Finding[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const { url, deltas, close } = await multipliedTiles(target.url, TILES);
  await page.goto(`${url}/app/overview`);
  const tiles = page.locator('section[aria-label="KPIs"] a b');
  await tiles.nth(TILES - 1).waitFor();
  const load = steadyLoad(target, {
    rate: RATE,
    seconds: seconds + 2 * SETTLE_SECONDS,
    batch: RATE / 20,
    inFlight: 8,
  });
  await sleep(SETTLE_SECONDS * 1_000);
  const read = {
    wall: await durations(context, page, 'timeTicks'),
    core: await durations(context, page, 'threadTicks'),
  };
  const [wallBefore, coreBefore, deltasBefore] = [await read.wall(), await read.core(), deltas()];
  await sleep(seconds * 1_000);
  const [wall, core, pushed] = [await read.wall(), await read.core(), deltas() - deltasBefore];
  const shown = await tiles.count();
  await load;
  await context.close();
  close();
  const took = wall.at - wallBefore.at;
  const share = (spent: number) => (spent / took) * 100;
  return [
    { figure: 'tiles with a value', value: shown, unit: '' },
    { figure: 'deltas, each of every tile', value: pushed / took, unit: 'a second' },
    { figure: 'main thread busy', value: share(wall.tasks - wallBefore.tasks), unit: '%', aim: AIM_PERCENT },
    { figure: 'of that scripts', value: share(wall.scripts - wallBefore.scripts), unit: '%' },
    { figure: 'main thread on a core', value: share(core.tasks - coreBefore.tasks), unit: '%' },
  ];
}

/** How long the page's main thread has been in tasks so far, s: by the wall, or on a core, which a crowded machine leaves as it is. */
async function durations(context: BrowserContext, page: Page, timeDomain: 'timeTicks' | 'threadTicks') {
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const held = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { at: held('Timestamp'), tasks: held('TaskDuration'), scripts: held('ScriptDuration') };
  };
}
