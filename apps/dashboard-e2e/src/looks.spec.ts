import { PAGES, settled } from './pages.ts';
import { expect, test } from './test.ts';

const WIDTHS = [390, 1024, 1440];

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`looks, ${colorScheme}`, () => {
    for (const { name, path } of PAGES)
      test(`${name} fits every width, without an error in the console`, async ({ page, open }, info) => {
        const errors: string[] = [];
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
        page.on('pageerror', (error) => errors.push(error.message));
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await open(path);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await settled(page);

          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          const file = `test-results/looks/${name}-${colorScheme}-${width}.png`;
          await page.screenshot({ path: file, fullPage: true });
          await info.attach(file, { path: file });
          expect(overflow, `at ${width} px`).toBeLessThanOrEqual(0);
        }
        expect(errors).toEqual([]);
      });
  });
