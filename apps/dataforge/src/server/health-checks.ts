import type { Container } from 'inversify';
import { EventLog } from '@dataforge/events';
import { KpiStore } from '@dataforge/kpi';
import { LandingStore, RefineStore } from '@dataforge/lake';
import type { HealthCheck } from '@dataforge/observability';
import * as app from './ports.ts';

const MIB = 1024 * 1024;

/** What the server is asked for its health by. */
export function healthChecks(container: Container): readonly HealthCheck[] {
  const { products } = container.get(app.AppProducts);
  return [
    {
      name: 'log',
      async run() {
        for (const { event } of products) await container.get(EventLog).ends(event.topic);
        return { ok: true, detail: `${products.length} topics answer` };
      },
    },
    {
      name: 'lake',
      async run() {
        for (const { name } of products) await container.get(RefineStore).progress(name);
        return { ok: true, detail: `${products.length} products answer` };
      },
    },
    {
      name: 'landing',
      async run() {
        await container.get(LandingStore).get('.probe');
        return { ok: true, detail: 'objects can be read' };
      },
    },
    {
      name: 'stores',
      async run() {
        await container.get(KpiStore).empty();
        return { ok: true, detail: 'KPIs can be read' };
      },
    },
    {
      name: 'disk',
      async run() {
        const budget = container.get(app.DiskBudget);
        const room = budget.check();
        const use = budget
          .zones()
          .map(
            ({ zone, bytes, budget: most }) =>
              `${zone} ${Math.round(bytes / MIB)} of ${Math.round(most / MIB)} MiB`,
          );
        return { ok: room.ok, detail: room.ok ? use.join(', ') : room.detail };
      },
    },
  ];
}
