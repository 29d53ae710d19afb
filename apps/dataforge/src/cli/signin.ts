import type { Role } from '@dataforge/access';
import { DASHBOARD_PATH } from '../server/dashboard-routes.ts';
import { connect } from './client.ts';

interface SignInOptions {
  readonly role: Role;
  readonly subject: string;
  readonly url?: string;
}

/** The code is in the fragment, which browsers send to nobody. */
export const signInLink = (url: string, code: string): string => `${url}${DASHBOARD_PATH}#signin=${code}`;

/** Prints a link that signs a browser in, once and within ten minutes, and nothing else on stdout. */
export async function printSignInLink({ role, subject, ...options }: SignInOptions): Promise<void> {
  const client = await connect(options, 'admin');
  const { code } = await client.json<{ code: string }>('POST', '/session/codes', { role, subject });
  process.stdout.write(`${signInLink(client.url, code)}\n`);
}
