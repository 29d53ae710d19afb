import { compiledProduct } from '../testing/index.ts';
import { bronzeColumns } from './bronze-columns.ts';

it('gives bronze the envelope and a column for each field, as each engine spells its type', () => {
  const columns = bronzeColumns(compiledProduct('webhooks'));
  const typeOf = (name: string) => {
    const column = columns.find((candidate) => candidate.name === name);
    return column && [column.duckdbType, column.sparkType];
  };
  expect(columns[0]?.name).toBe('source');
  expect(typeOf('_partition')).toEqual(['INTEGER', 'INT']);
  expect(typeOf('event_type')).toEqual(['VARCHAR', 'STRING']);
  expect(typeOf('occurred_at')).toEqual(['TIMESTAMP', 'TIMESTAMP']);
  expect(typeOf('payload')).toEqual(['VARCHAR', 'STRING']);
  expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
});
