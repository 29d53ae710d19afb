import { dataforge, type ServerSettings } from './run-program.ts';

/** What a ledger says of a product, over its partitions. */
export interface LedgerSums {
  readonly accepted: number;
  readonly refined: number;
  readonly landed: number;
  readonly balanced: boolean;
}

interface Line {
  readonly stage: string;
  readonly accepted: number;
  readonly landed: number;
  readonly refined: number;
  readonly balanced: boolean;
}

/** Asks the running server as a user does. */
export async function ledgerSums(settings: ServerSettings, product: string): Promise<LedgerSums> {
  const { stdout } = await dataforge(['ledger', '--json', '--product', product], settings);
  const { items } = JSON.parse(stdout) as { items: readonly Line[] };
  const sum = (stage: string, of: (line: Line) => number) =>
    items.filter((line) => line.stage === stage).reduce((total, line) => total + of(line), 0);
  return {
    accepted: sum('refine', ({ accepted }) => accepted),
    refined: sum('refine', ({ refined }) => refined),
    landed: sum('land', ({ landed }) => landed),
    balanced: items.every(({ balanced }) => balanced),
  };
}
