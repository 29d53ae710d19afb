import { contractSchema } from './contract-schema.ts';
import type { Report } from './fault.ts';
import { isOdcs } from './odcs.ts';
import type { Product } from './product.ts';
import { readEvent } from './read-event.ts';
import { checkHorizon, readRetention } from './read-retention.ts';
import { readServiceLevels } from './read-service-levels.ts';
import { readYaml } from './read-yaml.ts';

export const CONTRACT_FILE = 'contract.odcs.yaml';

/** What a contract gives a product. */
export type Contract = Pick<
  Product,
  'name' | 'version' | 'title' | 'description' | 'owner' | 'event' | 'retentionDays' | 'serviceLevels'
>;

/** Reads a contract: YAML, then the standard's own schema, then what a product needs of it. */
export function readContract(text: string, report: Report): Contract | undefined {
  const value = readYaml(text, report);
  if (value === undefined || !isOdcs(value, report)) return undefined;
  const read = contractSchema.safeParse(value);
  if (!read.success) {
    for (const issue of read.error.issues) report(`/${issue.path.join('/')}`, issue.message);
    return undefined;
  }
  const { name, version, description, team, schema, slaProperties } = read.data;
  const event = schema[0] && readEvent(schema[0], report);
  const retentionDays = readRetention(slaProperties, report);
  const serviceLevels = readServiceLevels(slaProperties, report);
  if (!event || !retentionDays) return undefined;
  checkHorizon(event.dedupeHorizonDays, retentionDays, report);
  return {
    name,
    version,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    description: description.purpose,
    owner: team.name,
    event,
    retentionDays,
    serviceLevels,
  };
}
