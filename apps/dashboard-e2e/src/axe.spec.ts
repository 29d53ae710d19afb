import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './test.ts';
import { PAGES, settled } from './pages.ts';

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`accessibility, ${colorScheme}`, () => {
    for (const { name, path } of PAGES)
      test(`of ${name} has no serious fault`, async ({ page, open }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await open(path);
        await settled(page);

        const { violations } = await new AxeBuilder({ page }).analyze();

        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(grave.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
      });
  });
