import { gzipSync } from 'node:zlib';
import type { BrowserContext } from '@playwright/test';
import { percentiles } from '../freshness.ts';
import type { Finding } from './finding.ts';
import type { OpenBrowser } from './open-browser.ts';

const FIRST_TILE = 'first tile';
const AIM_MS = 1_500;
const AIM_KB = 300;
/** A script that the first load wants and nobody waits for is asked for by then, ms. */
const AFTERMATH_MS = 1_000;

/** What it takes until the overview shows a KPI's value, in a browser that never saw the dashboard. */
export async function firstLoad(
  browser: OpenBrowser,
  url: string,
  times: number,
): Promise<readonly Finding[]> {
  const loads: Load[] = [];
  for (let n = 0; n < times; n += 1) {
    const context = await browser.newContext();
    loads.push(await loadOnce(context, `${url}/app/overview`));
    await context.close();
  }
  return [
    { figure: 'scripts, each gzipped', value: loads[0]?.scriptKb ?? Number.NaN, unit: 'kB', aim: AIM_KB },
    { figure: 'scripts', value: loads[0]?.scripts ?? Number.NaN, unit: '' },
    {
      figure: `first tile with a value, median of ${times}`,
      value: percentiles(loads.map(({ firstTileMs }) => firstTileMs)).p50,
      unit: 'ms',
      aim: AIM_MS,
    },
    {
      figure: 'first tile with a value, slowest',
      value: Math.max(...loads.map(({ firstTileMs }) => firstTileMs)),
      unit: 'ms',
    },
  ];
}

interface Load {
  /** From the begin of the navigation to the frame that shows it, ms. */
  readonly firstTileMs: number;
  readonly scripts: number;
  readonly scriptKb: number;
}

async function loadOnce(context: BrowserContext, address: string): Promise<Load> {
  const page = await context.newPage();
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.headers()['content-type']?.includes('javascript')) scripts.push(response.body());
  });
  await page.addInitScript(markFirstTile, FIRST_TILE);
  await page.goto(address);
  const marked = await page.waitForFunction(
    (name) => performance.getEntriesByName(name)[0]?.startTime,
    FIRST_TILE,
  );
  const firstTileMs = (await marked.jsonValue()) ?? Number.NaN;
  await page.waitForTimeout(AFTERMATH_MS);
  const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length);
  return {
    firstTileMs,
    scripts: sizes.length,
    scriptKb: sizes.reduce((sum, size) => sum + size, 0) / 1_000,
  };
}

/** Runs in the page, before its own scripts: marks the frame after a tile first held a figure. */
function markFirstTile(name: string): void {
  const observer = new MutationObserver(() => {
    const values = document.querySelectorAll('section[aria-label="KPIs"] b');
    if (![...values].some(({ textContent }) => /\d/.test(textContent ?? ''))) return;
    observer.disconnect();
    requestAnimationFrame(() => performance.mark(name));
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
}
