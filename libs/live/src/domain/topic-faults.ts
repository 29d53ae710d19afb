import { EVERY_KPI, kindOf, kpiTopic, type Kind } from '../protocol/index.ts';

/** Says why a topic cannot be followed; undefined if it can. `kpis` are ids. */
export function topicFaults({
  kinds,
  kpis,
}: {
  readonly kinds: readonly Kind[];
  readonly kpis: readonly string[];
}) {
  const known = new Set([...kpis.map(kpiTopic), EVERY_KPI]);
  const names = kinds.map((kind) => (kind === 'kpi' ? 'kpi:<id>' : kind)).join(', ');
  return (topic: string): string | undefined => {
    const kind = kindOf(topic);
    if (!kinds.includes(kind)) return `There is no topic ${topic}; there are ${names}.`;
    return kind !== 'kpi' || known.has(topic)
      ? undefined
      : `There is no KPI for the topic ${topic}; GET /metrics lists them.`;
  };
}
