import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsIn, startServer, tokenFor, type ServerSettings } from '@dataforge/program';

/** A server whose port and data outlive its process. */
export interface OwnServer {
  readonly url: string;
  readonly settings: ServerSettings;
  /** Of an administrator. */
  readonly token: string;
  /** Ends the process as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on its port, with its data. */
  restart(): Promise<void>;
}

/** Runs an empty server for as long as `use` takes. */
export async function withServer(use: (server: OwnServer) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dataforge-e2e-'));
  const settings = await settingsIn(folder);
  let process = await startServer(settings);
  try {
    await use({
      settings,
      url: process.url,
      token: await tokenFor(settings, 'admin'),
      async kill() {
        await process.end('SIGKILL');
      },
      async restart() {
        process = await startServer(settings);
      },
    });
  } finally {
    await process.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}
