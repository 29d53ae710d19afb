import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';

const HOTTEST = '/explore?kpi=telemetry.temperature_max&range=3h&vs=none';

/** With the mouse, from and to as shares of the element's width. */
async function drag(page: Page, element: Locator, from: number, to: number): Promise<void> {
  const box = await element.boundingBox();
  if (!box) throw new Error('There is nothing to drag over.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + to * box.width, y, { steps: 5 });
  await page.mouse.up();
}

/** What is zoomed to and the whole, as clock times in minutes of the day. */
async function zoomOf(page: Page) {
  const label = await page.getByRole('group', { name: /^Zoom: / }).getAttribute('aria-label');
  const [from, to, begin, end] = [...(label ?? '').matchAll(/(\d\d):(\d\d)/g)].map(
    ([, hours, minutes]) => Number(hours) * 60 + Number(minutes),
  ) as [number, number, number, number];
  return { from, to, length: (to - from + 1_440) % 1_440, isWhole: from === begin && to === end };
}

test.describe('explore', () => {
  test('opens a link with its KPI, its stretch of time and its groups', async ({ open }) => {
    const page = await open(`${HOTTEST}&by=device`);

    await expect(page.getByRole('heading', { level: 1 })).toContainText(
      'Hottest device telemetry, by device',
    );
    await expect(page.getByRole('button', { name: /Shown: last 3 h/ })).toBeVisible();
    const groups = page.getByRole('region', { name: 'By group, a table' });
    await expect(groups.getByRole('button', { name: 'boiler-1' })).toHaveAttribute('aria-pressed', 'true');
  });

  test('tells the chart in a sentence and in a table', async ({ open }) => {
    const page = await open(HOTTEST);

    await expect(page.getByRole('figure', { name: /^Hottest device/ })).toHaveAccessibleName(
      /between .* last 325\.15/,
    );
    const table = page.getByRole('grid', { name: 'By time, a table' });
    await expect(table.getByRole('row', { name: /325\.15/ })).toHaveCount(1);
  });

  test('compares with the stretch before', async ({ open }) => {
    const page = await open(HOTTEST);
    const table = page.getByRole('grid', { name: 'By time, a table' });
    await expect(table.getByRole('columnheader', { name: 'before' })).toHaveCount(0);

    await page.getByRole('button', { name: 'Compare nothing' }).click();
    await page.getByRole('menuitemradio', { name: 'the 3 h before' }).click();

    await expect(page).toHaveURL(/vs=previous/);
    await expect(table.getByRole('columnheader', { name: 'before' })).toBeVisible();
  });

  test('groups by a dimension and looks at one group', async ({ open }) => {
    const page = await open(HOTTEST);

    await page.getByRole('button', { name: 'Group by nothing' }).click();
    await page.getByRole('menuitemradio', { name: 'device' }).click();
    await expect(page).toHaveURL(/by=device/);
    const groups = page.getByRole('region', { name: 'By group, a table' });
    await groups.getByRole('row').nth(2).getByRole('button').click();

    await expect(page).toHaveURL(/focus=/);
    await expect(groups.getByRole('row').nth(2).getByRole('button')).toHaveAttribute('aria-pressed', 'true');
  });

  test('finds another KPI by typing', async ({ open }) => {
    const page = await open(HOTTEST);

    await page.getByRole('button', { name: 'KPI: Hottest device' }).click();
    await page.getByPlaceholder('Find a KPI…').fill('active');
    await page.keyboard.press('Enter');

    await expect(page).toHaveURL(/kpi=telemetry\.devices/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Active devices');
  });

  test('zooms into the series, and back', async ({ open }) => {
    const page = await open(HOTTEST);
    const start = page.getByRole('slider', { name: 'Start of the zoom' });

    await start.press('PageUp');
    await expect(page).toHaveURL(/zoom=/);
    await page.getByRole('button', { name: 'Reset zoom' }).click();

    await expect(page.getByRole('button', { name: 'Reset zoom' })).toHaveCount(0);
  });

  test('is zoomed by mouse: over the chart, at an edge, and by moving what is seen', async ({ open }) => {
    const page = await open(HOTTEST);
    const zoom = () => zoomOf(page);
    await expect(page.getByRole('figure', { name: /^Hottest device/ })).toBeVisible();
    expect(await zoom()).toMatchObject({ isWhole: true });

    await drag(page, page.getByRole('slider', { name: 'Point in time' }), 0.3, 0.8);
    await expect.poll(zoom).toMatchObject({ isWhole: false });
    const overChart = await zoom();
    await drag(page, page.getByRole('slider', { name: 'Start of the zoom' }), 0.5, 2);
    await expect.poll(async () => (await zoom()).length).toBeLessThan(overChart.length);
    const atEdge = await zoom();
    expect(atEdge.to).toBe(overChart.to);
    await drag(page, page.getByRole('group', { name: /^Zoom: / }), 0.7, 0.6);

    await expect.poll(async () => (await zoom()).from).not.toBe(atEdge.from);
    expect(await zoom()).toMatchObject({ length: atEdge.length });
  });

  test('has a table of thousand times, of which those in sight are drawn', async ({ open }) => {
    const page = await open('/explore?kpi=telemetry.temperature_max&range=24h&step=1m&vs=none');
    const table = page.getByRole('grid', { name: 'By time, a table' });

    await expect(table).toHaveAttribute('aria-rowcount', '1441');
    expect(await table.getByRole('row').count()).toBeLessThan(100);
    await table.press('Control+End');

    await expect(table.getByRole('row').last()).toHaveAttribute('aria-rowindex', '1441');
  });

  test('marks corrections and gaps, and lists them', async ({ open }) => {
    const page = await open('/explore?kpi=telemetry.readings&range=3h');

    const happened = page.getByRole('list', { name: 'What happened' });
    await expect(happened.getByText(/corrected by late events/).first()).toBeVisible();
    await expect(happened.getByRole('listitem').filter({ hasText: 'gap' }).first()).toBeVisible();
  });
});

test.describe('what explore shows', () => {
  test('is taken along as a link, a command and a file', async ({ open, filled, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await open(HOTTEST);
    const copied = () => page.evaluate(() => navigator.clipboard.readText());

    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(copied).toBe(page.url());
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await expect.poll(copied).toMatch(/^curl /);
    expect(await copied()).toContain(filled.url);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);

    expect(file.suggestedFilename()).toBe('telemetry.temperature_max.csv');
    expect(await readFile(await file.path(), 'utf8')).toContain('325.15');
  });

  test('of a KPI that there is not says so and shows another', async ({ open }) => {
    const page = await open('/explore?kpi=telemetry.nonsense');

    await expect(page.getByText('There is no KPI telemetry.nonsense.')).toBeVisible();
    await expect(page.getByRole('figure')).toBeVisible();
  });

  test('of a KPI without values gives the command that would bring some', async ({ open }) => {
    const page = await open('/explore?kpi=telemetry.speed_mean');

    await expect(page.getByText(/Mean speed has no value in/)).toBeVisible();
    await expect(page.getByRole('main').getByRole('code')).toHaveText(
      'npx --no dataforge send events.ndjson',
    );
  });
});
