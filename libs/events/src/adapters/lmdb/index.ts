import type { LmdbClient } from '@dataforge/clients/lmdb';
import type { Clock } from '@dataforge/kernel';
import type { EventLog } from '../../ports/event-log.ts';
import { defaultLogSettings, embeddedLog, type EmbeddedLogSettings } from '../embedded/index.ts';
import { lmdbStorage } from './lmdb-storage.ts';

/** A durable log in an LMDB environment. */
export function lmdbEventLog(
  { client, clock }: { client: LmdbClient; clock: Clock },
  settings: Partial<EmbeddedLogSettings> = {},
): EventLog {
  return embeddedLog({ storage: lmdbStorage(client), clock }, { ...defaultLogSettings, ...settings });
}
