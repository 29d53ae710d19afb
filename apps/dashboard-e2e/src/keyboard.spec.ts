import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';

/** More stops than these between two places nobody would go through. */
const MOST_STOPS = 80;

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not come to ${target.toString()} within ${MOST_STOPS} stops`);
}

test.describe('by keyboard alone', () => {
  test('the first stop skips the frame', async ({ open }) => {
    const page = await open('/overview');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
    await page.keyboard.press('Enter');

    await expect(page.getByRole('main')).toBeFocused();
  });

  test('one finds a KPI, looks at one device of it, and zooms', async ({ open }) => {
    const page = await open('/overview?range=3h');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('accounted for');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('hottest');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Hottest device');

    await tabTo(page, page.getByRole('button', { name: 'Group by nothing' }));
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/by=device/);

    await tabTo(page, page.getByRole('slider', { name: 'Start of the zoom' }));
    await page.keyboard.press('PageUp');
    await expect(page).toHaveURL(/zoom=/);
  });

  test('one goes from the ledger into a minute and to the trace of an event', async ({ open }) => {
    const page = await open('/overview');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('accounted for');

    await page.keyboard.press('g');
    await page.keyboard.press('l');
    const heat = page.getByRole('grid', { name: /^Records by append minute/ });
    await tabTo(page, heat.locator('[tabindex="0"]'));
    await page.keyboard.press('ArrowDown');
    await expect(heat.locator(':focus')).toHaveAttribute('data-place', /^1 /);
    await page.keyboard.press('Home');
    await expect(heat.locator(':focus')).toHaveAttribute('data-place', '1 0');
    await page.keyboard.press('End');
    for (let steps = 0; steps < MOST_STOPS; steps += 1) {
      if (!(await heat.locator(':focus').getAttribute('aria-label'))?.endsWith(': 0 accepted')) break;
      await page.keyboard.press('ArrowLeft');
    }
    await page.keyboard.press('Enter');

    await tabTo(page, page.getByRole('button', { name: /^Trace position/ }).first());
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Trace' })).toContainText('Accepted');
  });

  test('one runs a query, and gets out of the editor', async ({ open }) => {
    const page = await open('/query?range=3h');

    await tabTo(page, page.getByRole('button', { name: 'devices', exact: true }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: /^Run/ }));
    await page.keyboard.press('Enter');

    const rows = page.getByRole('grid', { name: 'Rows of the answer' });
    await expect(rows.getByRole('row', { name: /boiler-1/ })).toBeVisible();
    await page.getByRole('button', { name: 'Ad hoc SQL' }).press('Enter');
    await tabTo(page, page.getByRole('textbox', { name: /^SQL/ }));
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox', { name: /^maxAge/ })).toBeFocused();
    await page.getByRole('textbox', { name: /^SQL/ }).fill('SELECT 1');
    // The first may close what the editor proposes.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: /^Run/ })).toBeFocused({ timeout: 1_000 });
    }).toPass();
  });
});
