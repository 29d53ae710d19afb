export interface AthenaSettings {
  /** Its settings say where answers are kept, and how much a query may read (`BytesScannedCutoffPerQuery`). */
  readonly workGroup: string;
  /** Usually `AwsDataCatalog`. */
  readonly catalog: string;
  /** The database of the views, which queries read. */
  readonly views: string;
  /** The database of the tables behind them, whose metadata tells their version. */
  readonly tables: string;
}
