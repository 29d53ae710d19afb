/**
 * What became of a record that was read: each has exactly one fate. `refined` is in silver; `duplicate` of an
 * event already there; `quarantined` broke the contract or took an id of other content; `dead-lettered` could
 * not be processed; `filtered` was left out by the silver model; `discarded` by an operator; `expired` by
 * retention; `erased` on a person's request.
 */
export const FATES = [
  'refined',
  'duplicate',
  'quarantined',
  'dead-lettered',
  'filtered',
  'discarded',
  'expired',
  'erased',
] as const;

export type Fate = (typeof FATES)[number];
