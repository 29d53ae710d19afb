import { line } from '../../accounts/ledger-line.testing.ts';
import { csvOf } from './prepare-csv.ts';

describe('the ledger as CSV', () => {
  it('has a row a partition of a stage, with every term', () => {
    expect(csvOf([line({ product: 'telemetry', partition: 1, accepted: 10, refined: 9, inFlight: 1 })])).toBe(
      'product,stage,partition,accepted,landed,refined,duplicate,quarantined,deadLettered,filtered,discarded,expired,erased,inFlight,balanced\r\n' +
        'telemetry,refine,1,10,0,9,0,0,0,0,0,0,0,1,true\r\n',
    );
  });
});
