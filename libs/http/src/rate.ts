/** What kind of work a request is; how many of a kind somebody may send depends on who they are. */
export type RateClass = 'ingest' | 'read' | 'query' | 'session';

/** Takes a request of this class from what its sender may send. Throws a 429 when that is used up. */
export type Admit = (rate: RateClass) => void;
