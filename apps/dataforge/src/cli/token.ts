import type { Role } from '@dataforge/access';
import { loadSettings } from '../config/load-settings.ts';
import { localIssuer } from './client.ts';
import { CliFailure, EXIT } from './exit.ts';

const MOST_SECONDS = 30 * 86_400;

/** Prints a token and nothing else on stdout. */
export async function printToken({
  role,
  subject,
  ttl,
}: {
  role: Role;
  subject: string;
  ttl: string;
}): Promise<void> {
  const ttlSeconds = Number(ttl);
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MOST_SECONDS)
    throw new CliFailure(
      `--ttl is a number of seconds up to ${MOST_SECONDS} (30 days), given ${ttl}.`,
      EXIT.usage,
    );
  const settings = loadSettings(process.env);
  if (settings.access)
    throw new CliFailure(
      `Tokens come from the configured issuer ${settings.access.issuer}; the built-in one does not serve.`,
      EXIT.usage,
    );
  process.stdout.write(
    `${await localIssuer(settings.dataDir).issue({ subject, roles: [role], ttlSeconds })}\n`,
  );
}
