import { err, ok, type Result } from '@dataforge/kernel';
import { reportInto, type ProductFault, type Report } from './fault.ts';
import type { Product } from './product.ts';
import type { KnownModels } from './known-models.ts';
import { queriesByDimension } from './query-by-dimension.ts';
import { CONTRACT_FILE, readContract } from './read-contract.ts';
import { readGold } from './read-gold.ts';
import { readKpis } from './read-kpis.ts';
import { readQuery } from './read-query.ts';
import { readSilver } from './read-silver.ts';

/** A product folder's files by their paths within it. */
export type ProductFiles = ReadonlyMap<string, string>;

const KNOWN =
  /^(contract\.odcs\.yaml|silver\.sql|kpis\.yaml|gold\/[a-z][a-z0-9_]*\.sql|queries\/[a-z][a-z0-9_]*\.sql)$/;

/** Compiles a product folder, or says everything that is wrong with it at once. */
export function compileProduct(files: ProductFiles): Result<Product, readonly ProductFault[]> {
  const faults: ProductFault[] = [];
  checkNames(files, faults);
  const read = <T>(file: string, reader: (text: string, report: Report) => T): T | undefined => {
    const text = files.get(file);
    const report = reportInto(faults, file);
    if (text !== undefined) return reader(text, report);
    report('', 'is missing; every product has one');
    return undefined;
  };
  const contract = read(CONTRACT_FILE, readContract);
  const silver = read('silver.sql', (text, report) => readSilver(text, contract?.event, report));
  const models = sqlFiles(files, 'gold');
  const gold = models.flatMap(
    ([file, name, sql]) => readGold(name, sql, silver?.columns, reportInto(faults, file)) ?? [],
  );
  if (models.length === 0) reportInto(faults, 'gold/')('', 'has no model; a product serves one at least');
  // What could not be read has its own faults; whatever refers to it is not blamed for that.
  const known: KnownModels = {
    product: contract?.name,
    goldDays: contract?.retentionDays.gold,
    gold,
    models: models.map(([, name]) => name),
  };
  const kpis = read('kpis.yaml', (text, report) => readKpis(known, text, report));
  const written = sqlFiles(files, 'queries').map(([file, name, sql]) =>
    readQuery(known, name, sql, reportInto(faults, file)),
  );
  const derived = queriesByDimension(known, kpis ?? [], reportInto(faults, 'kpis.yaml'));
  for (const { name } of derived.filter((query) => written.some((own) => own.name === query.name)))
    reportInto(faults, 'kpis.yaml')(
      '/kpis',
      `a dimension makes the query ${name}, and a file in queries/ is one too; rename the file`,
    );
  if (faults.length > 0 || !contract || !silver || !kpis) return err(faults);
  return ok({ ...contract, silver: { sql: silver.sql }, gold, kpis, queries: [...written, ...derived] });
}

function checkNames(files: ProductFiles, faults: ProductFault[]): void {
  for (const file of files.keys())
    if (file === 'quality.dqdl')
      reportInto(faults, file)(
        '',
        'quality rules are not supported yet; the contract is the gate. Remove the file',
      );
    else if (!KNOWN.test(file))
      reportInto(faults, file)('', 'does not belong into a product folder; remove it');
}

const sqlFiles = (
  files: ProductFiles,
  folder: string,
): readonly (readonly [file: string, name: string, sql: string])[] =>
  [...files]
    .filter(([file]) => file.startsWith(`${folder}/`) && KNOWN.test(file))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, sql]) => [file, file.slice(folder.length + 1, -'.sql'.length), sql]);
