import type { Clock } from '@dataforge/kernel';
import type { EventLog } from '../../ports/event-log.ts';
import { defaultLogSettings, embeddedLog, type EmbeddedLogSettings } from '../embedded/index.ts';
import { memoryStorage, type MemoryFaults } from './memory-storage.ts';

export interface MemoryLogOptions extends Partial<EmbeddedLogSettings>, MemoryFaults {}

/** A log in memory, with gaps between its batches and faults on request. */
export function memoryEventLog({ clock }: { clock: Clock }, options: MemoryLogOptions = {}): EventLog {
  return embeddedLog(
    { storage: memoryStorage(options), clock },
    { ...defaultLogSettings, gap: 1, ...options },
  );
}

export type { MemoryFaults, WriteFault } from './memory-storage.ts';
