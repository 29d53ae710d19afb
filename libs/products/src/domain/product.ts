/**
 * A data product as it is compiled from its folder (`libs/<domain>/product/`): everything particular to one
 * kind of data. Plain JSON, so that a bundle, a Lambda and a Spark job read the same file.
 */
export interface Product {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly owner: string;
  readonly event: EventContract;
  /** Gold corrects late data no longer than silver is kept. */
  readonly retentionDays: Readonly<Record<Zone, number>>;
  readonly silver: SilverModel;
  readonly gold: readonly GoldModel[];
  readonly kpis: readonly KpiDefinition[];
  readonly queries: readonly NamedQuery[];
}

export type Zone = 'log' | 'landing' | 'bronze' | 'silver' | 'quarantine' | 'gold';

export interface EventContract {
  /** The CloudEvents type that belongs to this product. */
  readonly type: string;
  readonly topic: string;
  readonly partitions: number;
  /** How far behind the largest event time an event may come before its window has closed, ms. */
  readonly latenessMs: number;
  /** Identity (source + id) is unique within this many days of event time, which all that a late copy needs is kept for. */
  readonly dedupeHorizonDays: number;
  /** The fields of `data`, in the contract's order. */
  readonly fields: readonly Field[];
}

export type FieldType =
  'string' | 'number' | 'integer' | 'boolean' | 'timestamp' | 'date' | 'object' | 'array';

/** A field of the event's data. Names are unique; a column of bronze is named by `column` (snake case). */
export interface Field {
  readonly name: string;
  readonly column: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly description?: string;
  /** The only values allowed, for strings. */
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** For example `public`, `internal`, `personal`. */
  readonly classification: string;
}

/**
 * `silver.sql`: one SELECT over `bronze` with one row out for each row in, or none for a filtered one. It
 * carries `_partition` and `_position` through, and yields `event_time`, `source` and `id`.
 */
export interface SilverModel {
  readonly sql: string;
}

/** A `gold/*.sql`: one SELECT over `silver`. */
export interface GoldModel {
  /** The file's name; the table is `gold.<product>_<name>`. */
  readonly name: string;
  readonly sql: string;
  readonly materialise: Materialise;
  readonly refresh: Refresh;
  readonly columns: readonly GoldColumn[];
}

/**
 * `windows`: one row per key and window; `key` lists all key columns, the window column (its start) among
 * them as `window`. `merge`: the newest row per key, by the order column.
 */
export type Materialise =
  | {
      readonly kind: 'windows';
      readonly grain: 'minute' | 'hour' | 'day';
      readonly time: string;
      readonly key: readonly string[];
      readonly window: string;
    }
  | { readonly kind: 'merge'; readonly key: readonly string[]; readonly orderBy: string };

/** When the columns that cannot be folded are computed again. */
export type Refresh =
  | { readonly kind: 'batch' }
  | { readonly kind: 'interval'; readonly seconds: number }
  | { readonly kind: 'on-close' };

/** How a windows column takes a batch's new rows in. `key` for key columns; all of a merge model's are `replace`. */
export type GoldColumn =
  | {
      readonly name: string;
      readonly fold: 'key' | 'count' | 'sum' | 'min' | 'max' | 'recompute' | 'replace';
      readonly significantDigits?: number;
    }
  | {
      readonly name: string;
      readonly fold: 'last';
      readonly order: string;
      readonly significantDigits?: number;
    }
  /** From other columns of the row, an SQL expression over their names. */
  | {
      readonly name: string;
      readonly fold: 'derived';
      readonly expression: string;
      readonly significantDigits?: number;
    };

/**
 * A tile: one number per `grain`, from one gold windows model. `value` and `weight` are SQL aggregates over the
 * model's columns, grouped by its window; `rollup` says how points make a coarser point (`mean` by weight).
 */
export interface KpiDefinition {
  /** `<product>.<name>`. */
  readonly id: string;
  readonly product: string;
  readonly title: string;
  readonly description: string;
  /** UCUM, or `1`. */
  readonly unit: string;
  readonly model: string;
  readonly grain: 'minute' | 'hour' | 'day';
  readonly value: string;
  readonly weight: string;
  /** An SQL condition over the model's columns. */
  readonly where?: string;
  /**
   * Key columns of the model that its series can be grouped by. Each has the named query `<id>_by_<dimension>`
   * among the product's.
   */
  readonly dimensions?: readonly string[];
  readonly rollup: 'sum' | 'mean' | 'min' | 'max' | 'last';
  readonly direction: 'up-is-good' | 'down-is-good' | 'neutral';
  /** No more than gold is kept, which its points are of. */
  readonly keepDays: number;
  readonly warn?: Threshold;
  readonly critical?: Threshold;
  /** The oldest a value may be before the tile is stale, ms. */
  readonly freshnessSlaMs: number;
}

export type Threshold = { readonly above: number } | { readonly below: number };

export interface NamedQuery {
  /** `<product>.<name>`. */
  readonly name: string;
  readonly product: string;
  readonly title: string;
  readonly sql: string;
  readonly parameters: readonly QueryParameter[];
  /** The gold tables it reads, without schema. */
  readonly reads: readonly string[];
}

export interface QueryParameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'timestamp' | 'boolean';
  readonly required: boolean;
  readonly default?: string | number | boolean;
  /** The least and the most that an integer or a number may be. */
  readonly between?: readonly [least: number, most: number];
  readonly description?: string;
}

/** All products, checked, with the hash of everything in them. */
export interface Products {
  /** SHA-256 (hex) of the canonical JSON of `products`. */
  readonly hash: string;
  readonly products: readonly Product[];
}

export const goldTable = (product: string, model: string): string => `${product}_${model}`;
