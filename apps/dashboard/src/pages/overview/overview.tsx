import { useMetrics } from '../../api/metrics.ts';

export function Overview() {
  const metrics = useMetrics();
  return <pre className="p-5 text-xs">{JSON.stringify(metrics.data, null, 1)}</pre>;
}
