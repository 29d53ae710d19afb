import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { builtInIssuer } from '@dataforge/access/jose';
import type { Role, TokenIssuer } from '@dataforge/access';
import { messageOf, systemClock } from '@dataforge/kernel';
import type { Problem } from '@dataforge/http';
import { currentSettings } from '../config/current-settings.ts';
import { assertWritable } from '../server/open-data-dir.ts';
import { readRunFile } from '../server/server.ts';
import { CliFailure, EXIT } from './exit.ts';

export interface ClientOptions {
  readonly url?: string | undefined;
}

export interface Client {
  readonly url: string;
  /** The response, whatever its status. Throws a CliFailure if nobody answers. */
  send(
    method: string,
    path: string,
    body?: { readonly type: string; readonly content: string },
  ): Promise<Response>;
  /** The parsed answer; a problem becomes a CliFailure. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** The server that a command speaks to: --url, DATAFORGE_URL, what runs on the data directory, or the configured address. */
export async function serverUrl({ url }: ClientOptions): Promise<string> {
  if (url !== undefined) return addressOf('--url', url);
  const named = process.env['DATAFORGE_URL'];
  if (named) return addressOf('DATAFORGE_URL', named);
  const settings = await currentSettings(process.env);
  return readRunFile(settings.dataDir)?.url ?? `http://127.0.0.1:${settings.port}`;
}

function addressOf(name: string, text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new CliFailure(`${name} is an address such as http://127.0.0.1:4000, given ${text}.`, EXIT.usage);
  return text.replace(/\/$/, '');
}

/** A client with a token of the local issuer for the given role. */
export async function connect(options: ClientOptions, role: Role): Promise<Client> {
  const url = await serverUrl(options);
  const token = process.env['DATAFORGE_TOKEN'] || (await localToken(role));
  async function send(
    method: string,
    path: string,
    body?: { type: string; content: string },
  ): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': body.type }) };
    try {
      return await fetch(url + path, { method, headers, ...(body && { body: body.content }) });
    } catch (error) {
      throw new CliFailure(
        `No server answers at ${url} (${messageOf(error)}). Start one with npm start, or name another with --url.`,
        EXIT.unreachable,
      );
    }
  }
  return {
    url,
    send,
    async json<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await send(
        method,
        path,
        body === undefined ? undefined : { type: 'application/json', content: JSON.stringify(body) },
      );
      if (!response.ok) throw await failureOf(response);
      return (await response.json()) as T;
    },
  };
}

/** A token that is good for one command. */
async function localToken(role: Role): Promise<string> {
  const { dataDir } = await currentSettings(process.env);
  return localIssuer(dataDir).issue({ subject: 'cli', roles: [role], ttlSeconds: 3_600 });
}

/** The built-in issuer of a data directory; the directory is made if this is its first use. */
export function localIssuer(dataDir: string): TokenIssuer {
  if (!existsSync(dataDir)) assertWritable(dataDir);
  return builtInIssuer({ clock: systemClock }, { keyDir: join(dataDir, 'keys') });
}

export async function failureOf(response: Response): Promise<CliFailure> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  const faults = (problem?.errors ?? []).slice(0, 20).map(({ index, field, line, column, detail }) => {
    const place = line === undefined ? field : `${field}, line ${line}, column ${column}`;
    return `  - ${index === undefined ? '' : `[${index}] `}${place}: ${detail}`;
  });
  const message = [`${response.status} ${problem?.detail ?? response.statusText}`, ...faults].join('\n');
  return new CliFailure(message, exitCodeOf(response.status));
}

function exitCodeOf(status: number): number {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  return status === 400 ? EXIT.usage : EXIT.failed;
}
