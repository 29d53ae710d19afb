import { percentiles } from '../freshness.ts';
import type { Finding } from './finding.ts';
import type { OpenBrowser } from './open-browser.ts';

const ROWS = 100_000;
const WHEEL_PX = 1_200;
/** Between two turns of the wheel: a frame's. */
const TURN_MS = 16;
const PATIENCE_MS = 120_000;
const ROW_PX = 28;
const SQL = `SELECT n, TIMESTAMP '2026-01-01' + n * INTERVAL '1 second' AS at, 'device-' || (n % 1000) AS device, sin(n) AS value, n % 7 = 0 AS marked FROM range(${ROWS}) r(n)`;

interface Frames {
  /** Between two frames, ms. */
  readonly tookMs: readonly number[];
  readonly mostRows: number;
  /** How far the table went, px. */
  readonly scrolledPx: number;
}

/** Scrolling through an analyst's answer of 100,000 rows with the wheel, on the query page. */
export async function scrollRows(
  browser: OpenBrowser,
  url: string,
  seconds: number,
): Promise<readonly Finding[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const begun = performance.now();
  await page.goto(`${url}/app/query?${new URLSearchParams({ sql: SQL, limit: String(ROWS) })}`);
  const grid = page.locator(`[role=grid][aria-rowcount="${ROWS + 1}"]`);
  await grid.waitFor({ timeout: PATIENCE_MS });
  const answeredMs = performance.now() - begun;
  await grid.hover();
  const frames = await page.evaluateHandle(watchFrames);
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await page.waitForTimeout(TURN_MS))
    await page.mouse.wheel(0, WHEEL_PX);
  const { tookMs, mostRows, scrolledPx } = await frames.evaluate((watch) => watch());
  await context.close();
  const { p50, p99 } = percentiles(tookMs);
  return [
    { figure: 'from the address to all rows', value: answeredMs, unit: 'ms' },
    { figure: 'rows scrolled by', value: scrolledPx / ROW_PX, unit: '' },
    { figure: 'frame p50', value: p50, unit: 'ms' },
    { figure: 'frame p99', value: p99, unit: 'ms' },
    { figure: 'most rows in the document', value: mostRows, unit: '' },
  ];
}

/** Runs in the page: looks at every frame; what it returns tells of those so far. */
function watchFrames(): () => Frames {
  const grid = document.querySelector('[role=grid]');
  const rows = grid?.querySelector('[role=rowgroup]:last-child');
  const tookMs: number[] = [];
  let [before, mostRows] = [performance.now(), 0];
  const onFrame = () => {
    const now = performance.now();
    tookMs.push(now - before);
    mostRows = Math.max(mostRows, rows?.childElementCount ?? 0);
    before = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  return () => ({ tookMs, mostRows, scrolledPx: grid?.scrollTop ?? 0 });
}
