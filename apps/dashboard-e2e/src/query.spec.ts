import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { postFrom } from './api.ts';
import { expect, test } from './test.ts';

const rows = (page: Page) => page.getByRole('grid', { name: 'Rows of the answer' });
const result = (page: Page) => page.getByRole('region', { name: 'Result' });
const run = (page: Page) => page.getByRole('button', { name: /^Run/ });

async function writeSql(page: Page, sql: string): Promise<void> {
  await page.getByRole('button', { name: 'Ad hoc SQL' }).click();
  await page.getByRole('textbox', { name: /^SQL/ }).fill(sql);
}

const COUNT =
  'SELECT device, SUM(count) AS readings FROM gold.telemetry_device_minutes GROUP BY device ORDER BY device';

test.describe('a named query', () => {
  test('is a form, which names what is missing and runs once it is there', async ({ open }) => {
    const page = await open('/query?range=3h', 'viewer');
    await page.getByRole('button', { name: 'device_minutes', exact: true }).click();
    const device = page.getByRole('textbox', { name: /^device / });

    await run(page).click();
    await expect(page.getByText('Needed to run.')).toBeVisible();
    await expect(device).toBeFocused();
    await device.fill('boiler-1');
    await run(page).click();

    await expect(
      rows(page)
        .getByRole('row', { name: /boiler-1/ })
        .first(),
    ).toBeVisible();
    await expect(result(page)).toContainText(/rows\s*5\d/);
    await expect(result(page)).toContainText('watermark');
    await expect(result(page)).toContainText('cache');
  });

  test('says which value makes no sense', async ({ open }) => {
    const page = await open('/query?range=3h', 'viewer');
    await page.getByRole('button', { name: 'devices', exact: true }).click();

    await page.getByRole('textbox', { name: /^from / }).fill('yesterday');
    await run(page).click();

    await expect(page.getByText('Must be a time in UTC, such as 2026-11-23 14:00.')).toBeVisible();
  });

  test('offers the only values that there are', async ({ open }) => {
    const page = await open('/query?range=3h', 'viewer');
    await page.getByRole('button', { name: 'resources', exact: true }).click();

    const provider = page.getByRole('combobox', { name: /^provider / });

    await expect(provider.getByRole('option')).toHaveText(['not given', 'github', 'standard-webhooks']);
    await provider.selectOption('github');
    await run(page).click();
    await expect(result(page)).toContainText('No rows.');
  });

  test('is shared as a link, which shows a viewer the same', async ({ open, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await open('/query?range=3h', 'viewer');
    await page.getByRole('button', { name: 'devices', exact: true }).click();
    await run(page).click();
    await expect(rows(page).getByRole('row', { name: /press-2/ })).toBeVisible();

    await page.getByRole('button', { name: 'Copy link' }).click();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toContain('query=telemetry.devices');
    await page.goto(await copied());

    await expect(rows(page).getByRole('row', { name: /press-2/ })).toBeVisible();
  });

  test('is drawn as a chart', async ({ open }) => {
    const page = await open('/query?range=3h', 'viewer');
    await page.getByRole('button', { name: 'device_minutes', exact: true }).click();
    await page.getByRole('textbox', { name: /^device / }).fill('boiler-1');
    await run(page).click();
    await expect(rows(page)).toBeVisible();

    await result(page).getByRole('button', { name: 'Chart' }).click();

    await expect(result(page).getByRole('figure')).toBeVisible();
  });
});

test.describe('SQL', () => {
  test('runs for an analyst, stands in the history, and is kept under a name', async ({ open }) => {
    const page = await open('/query', 'analyst');
    await writeSql(page, COUNT);

    await page.keyboard.press('Control+Enter');

    await expect(rows(page).getByRole('row', { name: /boiler-1/ })).toBeVisible();
    const queries = page.getByRole('navigation', { name: 'Queries' });
    await expect(queries.getByRole('region', { name: 'History' }).getByRole('listitem')).toHaveCount(1);
    await page.getByRole('button', { name: 'Save as…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Readings a device');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(queries.getByRole('region', { name: 'Saved' })).toContainText('Readings a device');
  });

  test('that reaches for a file is refused with the reason', async ({ open }) => {
    const page = await open('/query', 'analyst');
    await writeSql(page, `SELECT * FROM read_csv('/etc/passwd')`);

    await run(page).click();

    await expect(result(page).getByRole('alert')).toContainText('The statement cannot be run as it is.');
    await expect(result(page).getByRole('alert')).toContainText('read_csv');
  });

  test('that the engine does not understand is marked where it is wrong', async ({ open }) => {
    const page = await open('/query', 'analyst');
    await writeSql(page, 'SELECT device,\n  cuont\nFROM gold.telemetry_device_minutes');

    await run(page).click();

    await expect(result(page).getByRole('alert')).toContainText('Line 2, column 3');
    await expect(page.locator('.cm-lintRange-error')).toHaveText('cuont');
    await page.locator('.cm-lintRange-error').hover();
    await expect(page.locator('.cm-diagnostic')).toContainText('Referenced column "cuont" not found');
  });

  test('is completed with tables, their columns and functions', async ({ open }) => {
    const page = await open('/query', 'analyst');
    await writeSql(page, 'SELECT  FROM gold.telemetry_device_minutes AS m');
    const editor = page.getByRole('textbox', { name: /^SQL/ });
    const option = (name: RegExp) => page.getByRole('option', { name });
    await editor.press('Control+Home');
    for (const _ of 'SELECT ') await editor.press('ArrowRight');

    await editor.pressSequentially('minu');
    await option(/^minute\s*timestamp, telemetry_device_minutes/).click();
    await editor.pressSequentially(', m.devi');
    await option(/^device\s*string/).click();
    await editor.pressSequentially(', date_trun');
    await option(/^date_trunc\s*function/).click();
    await editor.press('Control+End');
    await editor.pressSequentially(', gold.webh');
    await expect(option(/^webhooks_\w+/).first()).toBeVisible();
    await editor.press('Escape');

    await expect(editor).toContainText('SELECT minute, m.device, date_trunc() FROM gold.telemetry_device');
  });

  test('is downloaded as a file with all rows', async ({ open }) => {
    const page = await open('/query', 'analyst');
    await writeSql(page, COUNT);
    await run(page).click();
    await expect(rows(page)).toBeVisible();
    const download = async (type: string) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Download all rows as ${type}` }).click(),
      ]);
      return [file.suggestedFilename(), await readFile(await file.path())] as const;
    };

    const [[csvName, csv], [ndjsonName, ndjson], [parquetName, parquet]] = [
      await download('CSV'),
      await download('NDJSON'),
      await download('Parquet'),
    ];

    expect([csvName, ndjsonName, parquetName]).toEqual(['query.csv', 'query.ndjson', 'query.parquet']);
    const [head, ...lines] = csv.toString('utf8').trim().split(/\r?\n/);
    expect(head).toBe('device,readings');
    expect(lines[0]).toMatch(/^boiler-1,\d+$/);
    const objects = ndjson
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(objects.map((row) => Object.values(row as object).join(','))).toEqual(lines);
    // Every Parquet file begins and ends so.
    expect([parquet.subarray(0, 4), parquet.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1']);
  });

  test('is not for a viewer, in the page or past it', async ({ open }) => {
    const page = await open('/query', 'viewer');

    await page.getByRole('button', { name: 'Ad hoc SQL' }).click();

    await expect(page.getByText('SQL of your own needs the role analyst.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: /^SQL/ })).toHaveCount(0);
    expect(await postFrom(page, '/query', { sql: COUNT })).toBe(403);
  });
});
