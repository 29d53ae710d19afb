import type { Container } from 'inversify';
import { EventLog } from '@dataforge/events';
import { Clock } from '@dataforge/kernel';
import { KpiStore } from '@dataforge/kpi';
import { FateReader, LandingIndex, LandingStore, RecordReader } from '@dataforge/lake';
import { AcceptedCounts, listRecords, readLedger, traceEvent } from '@dataforge/ledger';
import * as app from '../ports.ts';
import type { Opened } from './opened.ts';

/** Whether all adds up, and from the ledger's cells to the records behind them. */
export function bindLedger(container: Container, { products }: Opened): void {
  container
    .bind(app.ReadLedgerUse)
    .toResolvedValue(
      (log, landing, fates, accepted) => readLedger({ log, landing, fates, accepted }, products),
      [EventLog, LandingIndex, FateReader, AcceptedCounts],
    );
  container
    .bind(app.ListRecordsUse)
    .toResolvedValue(
      (log, landing, records) => listRecords({ log, landing, records }),
      [EventLog, LandingIndex, RecordReader],
    );
  container
    .bind(app.TraceEventUse)
    .toResolvedValue(
      (log, landing, objects, records, points, clock) =>
        traceEvent({ log, landing, objects, records, points, clock }),
      [EventLog, LandingIndex, LandingStore, RecordReader, KpiStore, Clock],
    );
}
