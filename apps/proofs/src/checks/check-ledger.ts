import { COUNTS, type LedgerLine } from '../ledger-settled.ts';
import type { Faults } from './stopped-lake.ts';

/** What producers know of the records of one product. */
export interface Told {
  /** At the least what was acknowledged, at the most with every try that may have been taken in all the same. */
  readonly accepted: { readonly least: number; readonly most: number };
  /** Valid and distinct. */
  readonly refined: number;
  /** Those that break the contract or hold an id with other content; tries that were not acknowledged add copies. */
  readonly quarantined: number;
}

export const checkBalanced = (lines: readonly LedgerLine[]): Faults =>
  lines
    .filter((line) => !line.balanced)
    .map((line) => `the ledger does not balance: ${JSON.stringify(line)}`);

/** The lines of the minutes are together the lines without minutes. */
export function checkMinutes(lines: readonly LedgerLine[], minutes: readonly LedgerLine[]): Faults {
  const faults: string[] = [];
  const placeOf = ({ product, stage, partition }: LedgerLine) => `${product} ${stage} ${partition}`;
  for (const line of lines) {
    const parts = minutes.filter((part) => placeOf(part) === placeOf(line));
    for (const count of COUNTS) {
      const sum = total(parts, count);
      if (sum !== line[count])
        faults.push(`${placeOf(line)}: ${count} is ${line[count]}, the minutes have ${sum}`);
    }
  }
  return faults;
}

/** The ledger of one product, in which nothing is in flight, against what its producers were told. */
export function checkTold(lines: readonly LedgerLine[], told: Told): Faults {
  const refine = lines.filter(({ stage }) => stage === 'refine');
  const land = lines.filter(({ stage }) => stage === 'land');
  const accepted = total(refine, 'accepted');
  const { least, most } = told.accepted;
  return [
    ...(accepted >= least && accepted <= most
      ? []
      : [`the ledger accepted ${accepted}; producers know of ${least} to ${most}`]),
    ...(total(land, 'landed') === accepted
      ? []
      : [`the ledger says ${total(land, 'landed')} landed of ${accepted} accepted`]),
    ...(total(refine, 'refined') === told.refined
      ? []
      : [`the ledger says ${total(refine, 'refined')} refined, ${told.refined} were valid and distinct`]),
    ...(total(refine, 'quarantined') >= told.quarantined
      ? []
      : [
          `the ledger says ${total(refine, 'quarantined')} quarantined, at least ${told.quarantined} must be`,
        ]),
    ...(total(refine, 'duplicate') + total(refine, 'quarantined') === accepted - told.refined
      ? []
      : [`the ledger has fates other than refined, duplicate and quarantined`]),
  ];
}

/** A count over some lines. */
export const total = (lines: readonly LedgerLine[], count: (typeof COUNTS)[number]): number =>
  lines.reduce((sum, line) => sum + line[count], 0);
