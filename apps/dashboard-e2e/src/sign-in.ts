import type { BrowserContext } from '@playwright/test';
import { signInLink, type ServerSettings } from '@dataforge/program';

export type Role = 'viewer' | 'analyst' | 'operator' | 'producer' | 'admin';

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Sessions that tests of a worker share; each is got once, through its link. */
const sessions = new Map<string, Cookies>();

/** Signs the browser in with a role. */
export async function signIn(context: BrowserContext, settings: ServerSettings, role: Role): Promise<void> {
  const key = `${settings.DATAFORGE_DATA_DIR} ${role}`;
  const held = sessions.get(key);
  if (held) return context.addCookies(held);
  const page = await context.newPage();
  await page.goto(await signInLink(settings, role));
  await page.getByRole('navigation', { name: 'Pages' }).first().waitFor();
  sessions.set(key, await context.cookies());
  await page.close();
}
