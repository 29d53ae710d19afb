/** What can be followed. Each is a collection of items; a topic is all of it or, of KPIs, one item. */
export const KINDS = ['kpi', 'alerts', 'anomalies', 'ledger', 'stages'] as const;

export type Kind = (typeof KINDS)[number];

export const EVERY_KPI = 'kpi:*';

/** The grammar of a topic; `kpi:` is followed by a KPI's id, or `*` for all of them. */
export const TOPIC = /^(?:kpi:(?:\*|[\w.-]{1,200})|alerts|anomalies|ledger|stages)$/;

export const kpiTopic = (kpi: string): string => `kpi:${kpi}`;

export const kindOf = (topic: string): Kind => topic.split(':', 1)[0] as Kind;

/** The key of the one item that a topic holds; undefined where it holds all of its kind. */
export const soleKeyOf = (topic: string): string | undefined =>
  topic === EVERY_KPI || !topic.startsWith('kpi:') ? undefined : topic.slice('kpi:'.length);
