import { chromium, type BrowserContext } from '@playwright/test';
import { browserToUse, signInLink, type ServerSettings } from '@dataforge/program';

export interface OpenBrowser {
  /** A context of its own, so with an empty cache, that is signed in. */
  newContext(): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** As wide as the dashboard shows all of itself. */
const viewport = { width: 1_440, height: 900 };

/** Real Chromium without a window, signed in once through a link as a user is. */
export async function openBrowser(settings: ServerSettings): Promise<OpenBrowser> {
  const link = await signInLink(settings, 'admin');
  const browser = await chromium.launch(browserToUse());
  try {
    const first = await browser.newContext();
    const page = await first.newPage();
    await page.goto(link);
    await page.getByRole('navigation', { name: 'Pages' }).first().waitFor();
    const cookies = await first.cookies();
    await first.close();
    return {
      async newContext() {
        const context = await browser.newContext({ viewport });
        await context.addCookies(cookies);
        return context;
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
