import { signInLink } from '@dataforge/program';
import { expect, test } from './test.ts';

test.describe('signing in', () => {
  test('a one-time link opens the dashboard and leaves no code in the address', async ({ page, filled }) => {
    await page.goto(await signInLink(filled.settings, 'operator'));

    await expect(page.getByRole('navigation', { name: 'Pages' }).first()).toBeVisible();
    expect(page.url()).not.toContain('signin');
    await expect(page.getByRole('button', { name: /Signed in as .*operator/ })).toBeVisible();
  });

  test('a link that was used says so and how to get another', async ({ page, browser, filled }) => {
    const link = await signInLink(filled.settings, 'viewer');
    await page.goto(link);
    await expect(page.getByRole('navigation', { name: 'Pages' }).first()).toBeVisible();
    const elsewhere = await browser.newContext();
    const second = await elsewhere.newPage();

    await second.goto(link);

    await expect(second.getByRole('alert')).toContainText('was used');
    await expect(second.getByRole('code')).toContainText('npx --no dataforge signin');
    await elsewhere.close();
  });

  test('without a session a page asks to sign in, and shows nothing', async ({ page, filled }) => {
    await page.goto(`${filled.url}/app/ledger`);

    await expect(page.getByRole('heading', { name: 'Sign in to DataForge' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toHaveCount(0);
  });

  test('signing out ends the session on the server', async ({ page, filled }) => {
    await page.goto(await signInLink(filled.settings, 'viewer'));
    await page.getByRole('button', { name: /Signed in as/ }).click();

    await page.getByRole('menuitem', { name: 'Sign out' }).click();

    await expect(page.getByRole('heading', { name: 'Sign in to DataForge' })).toBeVisible();
    const status = await page.evaluate(async () => (await fetch('/ledger')).status);
    expect(status).toBe(401);
  });
});

test.describe('the address', () => {
  test('holds the page and its stretch of time, so that a link shows the same', async ({ open }) => {
    const page = await open('/ledger?range=15m&vs=none');

    await expect(page.getByRole('button', { name: /Shown: last 15 min/ })).toBeVisible();
    await expect(page).toHaveURL(/\/app\/ledger\?.*range=15m/);
  });

  test('that makes no sense falls back to the defaults', async ({ open }) => {
    const page = await open('/overview?range=yesterdayish');

    await expect(page.getByRole('button', { name: /Shown: last 1 h/ })).toBeVisible();
  });

  test('of no page says so and leads on', async ({ open }) => {
    const page = await open('/nowhere');

    await expect(page.getByRole('main').getByRole('heading')).toContainText('no such page', {
      ignoreCase: true,
    });
  });
});

test.describe('the keyboard', () => {
  test('goes from page to page with g and a letter, keeping the stretch of time', async ({ open }) => {
    const page = await open('/overview?range=6h');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    await page.keyboard.press('g');
    await page.keyboard.press('l');

    await expect(page).toHaveURL(/\/app\/ledger\?.*range=6h/);
  });

  test('opens the palette, finds a page and goes there', async ({ open }) => {
    const page = await open('/overview');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('ledger');
    await page.keyboard.press('Enter');

    await expect(page).toHaveURL(/\/app\/ledger/);
  });

  test('shows its keys with ?', async ({ open }) => {
    const page = await open('/overview');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    await page.keyboard.press('?');

    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('pauses and resumes with p', async ({ open }) => {
    const page = await open('/overview');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    await page.keyboard.press('p');
    await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible();

    await page.keyboard.press('p');
    await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toHaveCount(0);
  });
});

test.describe('the theme', () => {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`is the system's, ${colorScheme}, until another is chosen`, async ({ page, open }) => {
      await page.emulateMedia({ colorScheme });
      await open('/overview');
      const isDark = () => page.evaluate(() => document.documentElement.dataset['theme'] === 'dark');
      expect(await isDark()).toBe(colorScheme === 'dark');

      await page.getByRole('button', { name: /Use the (light|dark) theme/ }).click();

      expect(await isDark()).toBe(colorScheme !== 'dark');
    });
});
