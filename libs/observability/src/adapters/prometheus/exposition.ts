import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricSample } from '../../domain/metrics.ts';

/** Samples in Prometheus's text format, and its content type. */
export async function exposition(
  samples: readonly MetricSample[],
): Promise<{ readonly text: string; readonly contentType: string }> {
  const registry = new Registry();
  const shown = new Map<string, Counter | Gauge>();
  for (const { metric, labels, value } of samples) {
    const { name, help, kind, labels: labelNames } = metric;
    const settings = { name, help, labelNames: [...labelNames], registers: [registry] };
    const held = shown.get(name) ?? (kind === 'counter' ? new Counter(settings) : new Gauge(settings));
    shown.set(name, held);
    held.inc({ ...labels }, value);
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}
