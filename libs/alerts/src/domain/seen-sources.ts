import { DAY_MS } from '@dataforge/kernel';
import { MOST_AHEAD_MS } from '@dataforge/lake';

/** A source that sent something current, by the times at which the log took it, ms since the epoch. */
export interface SeenSource {
  readonly source: string;
  readonly lastSeenAt: number;
  /** In how many different stretches of the promised frequency it was seen. */
  readonly periods: number;
}

/** A record that was read; `eventTime` is missing where the record could not be read so far. */
export interface SeenRecord {
  readonly source: string;
  readonly appendedAt: number;
  readonly eventTime?: number;
}

/** What is known of the sources that are expected to send. */
export interface Silence {
  /** How many are late, and the first of their names, the most silent first. */
  readonly late: number;
  readonly names: readonly string[];
  /** How long the most silent one has been silent, ms. */
  readonly longestMs: number;
  /** Some have not been heard since the start, which is not long enough ago to blame them. */
  readonly unsure: boolean;
}

export interface SeenSources {
  note(record: SeenRecord): void;
  /** Who is silent as of `readThrough`, up to where all that was accepted has been read. `startedAt`: of the process. */
  silence(readThrough: number, startedAt: number): Silence;
  /** The least recently seen first. */
  list(): readonly SeenSource[];
}

export interface SeenSettings {
  /** The longest silence that the contract allows, ms. */
  readonly frequencyMs: number;
  readonly latenessMs: number;
}

/** A source that sent once or twice promised nothing: it is expected after so many periods in which it was heard. */
const REGULAR_PERIODS = 3;
const MOST_SOURCES = 5_000;
const NAMED = 3;
const FORGOTTEN_AFTER_MS = 30 * DAY_MS;

/**
 * The sources of one product. Whether a record counts is told by its own time: only what is current when the log takes it, by
 * the contract's lateness, makes a source one that is expected; a load of old events does not. How long a source has been
 * silent is told by the log's clock. Bounded: the least recently seen of too many are forgotten, and whoever is silent
 * for thirty days.
 */
export function seenSources(
  { frequencyMs, latenessMs }: SeenSettings,
  known: readonly SeenSource[] = [],
): SeenSources {
  // A map keeps the order in which keys were put: that of `lastSeenAt`, but for how far partitions are apart.
  const sources = new Map(known.map((seen) => [seen.source, seen]));

  function note({ source, appendedAt, eventTime }: SeenRecord): void {
    const held = sources.get(source);
    const current =
      eventTime !== undefined &&
      eventTime >= appendedAt - latenessMs &&
      eventTime <= appendedAt + MOST_AHEAD_MS;
    // What a known source sends, however old or broken, shows that it is there.
    if (!held && !current) return;
    if (held && held.lastSeenAt >= appendedAt) return;
    const period = (at: number) => Math.floor(at / frequencyMs);
    const another = held === undefined || period(held.lastSeenAt) !== period(appendedAt);
    sources.delete(source);
    sources.set(source, {
      source,
      lastSeenAt: appendedAt,
      periods: Math.min(REGULAR_PERIODS, (held?.periods ?? 0) + (another && current ? 1 : 0)),
    });
    for (const oldest of sources.keys()) {
      if (sources.size <= MOST_SOURCES) break;
      sources.delete(oldest);
    }
  }

  return {
    note,
    silence(readThrough, startedAt) {
      const names: string[] = [];
      let [late, longestMs, unsure] = [0, 0, false];
      for (const { source, lastSeenAt, periods } of sources.values()) {
        const silentMs = readThrough - lastSeenAt;
        if (silentMs > FORGOTTEN_AFTER_MS) sources.delete(source);
        else if (periods === REGULAR_PERIODS) {
          if (silentMs <= frequencyMs) {
            longestMs = Math.max(longestMs, silentMs);
            break;
          }
          if (readThrough - Math.max(lastSeenAt, startedAt) <= frequencyMs) unsure = true;
          else {
            late += 1;
            longestMs = Math.max(longestMs, silentMs);
            if (names.length < NAMED) names.push(source);
          }
        }
      }
      return { late, names, longestMs, unsure };
    },
    list: () => [...sources.values()],
  };
}
