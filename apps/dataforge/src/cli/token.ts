import type { Role } from '@dataforge/access';
import { currentSettings } from '../config/current-settings.ts';
import { localIssuer } from './client.ts';
import { CliFailure, EXIT } from './exit.ts';

export interface TokenOptions {
  readonly role: Role;
  readonly subject: string;
  /** Seconds. */
  readonly ttl: number;
  readonly json?: boolean;
}

/** Prints a token and nothing else on stdout; as JSON, with what it is good for. */
export async function printToken({ role, subject, ttl, json }: TokenOptions): Promise<void> {
  const settings = await currentSettings(process.env);
  if (settings.access)
    throw new CliFailure(
      `Tokens come from the configured issuer ${settings.access.issuer}; the built-in one does not serve.`,
      EXIT.usage,
    );
  const token = await localIssuer(settings.dataDir).issue({ subject, roles: [role], ttlSeconds: ttl });
  process.stdout.write(`${json ? JSON.stringify({ token, role, subject, ttlSeconds: ttl }) : token}\n`);
}
