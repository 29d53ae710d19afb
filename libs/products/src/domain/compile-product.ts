import { err, ok, type Result } from '@dataforge/kernel';
import { reportInto, type ProductFault } from './fault.ts';
import type { Product } from './product.ts';
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
  for (const file of files.keys())
    if (file === 'quality.dqdl')
      reportInto(faults, file)(
        '',
        'quality rules are not supported yet; the contract is the gate. Remove the file',
      );
    else if (!KNOWN.test(file)) reportInto(faults, file)('', 'does not belong into a product folder');
  const text = (file: string): string | undefined => {
    const found = files.get(file);
    if (found === undefined) reportInto(faults, file)('', 'is missing');
    return found;
  };
  const contractText = text(CONTRACT_FILE);
  const contract =
    contractText === undefined ? undefined : readContract(contractText, reportInto(faults, CONTRACT_FILE));
  const silverText = text('silver.sql');
  const silver =
    silverText === undefined
      ? undefined
      : readSilver(silverText, contract?.event, reportInto(faults, 'silver.sql'));
  const gold = sqlFiles(files, 'gold').flatMap(
    ([file, name, sql]) => readGold(name, sql, silver?.columns, reportInto(faults, file)) ?? [],
  );
  const product = contract?.name ?? '';
  const kpiText = text('kpis.yaml');
  const kpis = kpiText === undefined ? [] : readKpis(product, kpiText, gold, reportInto(faults, 'kpis.yaml'));
  const queries = sqlFiles(files, 'queries').map(([file, name, sql]) =>
    readQuery(product, name, sql, gold, reportInto(faults, file)),
  );
  if (faults.length > 0 || !contract || !silver) return err(faults);
  return ok({ ...contract, silver: { sql: silver.sql }, gold, kpis, queries });
}

const sqlFiles = (
  files: ProductFiles,
  folder: string,
): readonly (readonly [file: string, name: string, sql: string])[] =>
  [...files]
    .filter(([file]) => file.startsWith(`${folder}/`) && KNOWN.test(file))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, sql]) => [file, file.slice(folder.length + 1, -'.sql'.length), sql]);
