import { ConfigurationError } from '@dataforge/kernel';
import { athenaViews, landingTables, type AthenaViewSettings, type Products } from '@dataforge/products';
import type { AwsConnection } from '../config/connections.ts';
import { currentSettings } from '../config/current-settings.ts';
import { awsSettings } from '../server/connections.ts';

/** What Athena takes for the name of a database without quotes. */
const DATABASE = /^[a-z0-9_]{1,255}$/;

/** Makes the tables over landing in Glue that are missing, and changes those that differ from the contracts. */
export async function catalogueLanding(
  products: Products,
  { database }: { readonly database: string },
): Promise<void> {
  assertDatabases({ database });
  const { aws } = await currentSettings({
    ...process.env,
    DATAFORGE_PROFILE: process.env['DATAFORGE_PROFILE'] ?? 'stack',
    DATAFORGE_ENGINE: process.env['DATAFORGE_ENGINE'] ?? 'duckdb',
  });
  if (!aws)
    throw new ConfigurationError('The catalogue is of AWS:', [
      'the profile embedded has no AWS. Set DATAFORGE_PROFILE (profile) to server or stack',
    ]);
  for (const name of await ensureLandingTables(products, aws, database)) process.stdout.write(`${name}\n`);
}

/** Prints a statement for each view over gold, for whoever runs them in Athena. */
export function printViews({ products }: Products, databases: AthenaViewSettings): void {
  assertDatabases({ views: databases.views, tables: databases.tables });
  for (const { statement } of athenaViews(products, databases)) process.stdout.write(`${statement};\n`);
}

/** Gives the tables' names, with their database's. */
export async function ensureLandingTables(
  { products }: Products,
  aws: AwsConnection,
  database: string,
): Promise<readonly string[]> {
  const { openGlue } = await import('@dataforge/clients/glue');
  const { glueTableCatalogue } = await import('@dataforge/products/glue');
  const { LANDING_PREFIX } = await import('@dataforge/lake/s3');
  const client = openGlue(awsSettings(aws));
  const location = `s3://${aws.bucket}/${LANDING_PREFIX}`.replace(/\/$/, '');
  const tables = landingTables(products, { database, location });
  try {
    await glueTableCatalogue({ client }).ensure([database], tables);
  } finally {
    client.close();
  }
  return tables.map(({ name }) => `${database}.${name}`);
}

function assertDatabases(given: Readonly<Record<string, string>>): void {
  const faults = Object.entries(given)
    .filter(([, name]) => !DATABASE.test(name))
    .map(([option, name]) => `--${option} must be a-z, digits and underscores, given "${name}"`);
  if (faults.length > 0) throw new ConfigurationError('There can be no such database:', faults);
}
