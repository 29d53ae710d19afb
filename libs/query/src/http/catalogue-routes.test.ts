import { appAs } from '@dataforge/http/testing';
import { readingsQuery } from '../testing/named-queries.ts';
import { catalogueRoutes } from './catalogue-routes.ts';

const queries = [
  readingsQuery(),
  readingsQuery({
    name: 'telemetry.kinds',
    parameters: [
      {
        name: 'kind',
        type: 'string',
        required: false,
        default: 'a',
        choices: ['a', 'b'],
        description: 'Which',
      },
      { name: 'top', type: 'integer', required: false, default: 5, between: [1, 50] },
    ],
  }),
];

const appWith = (permissions: readonly string[]) =>
  appAs(
    permissions,
    catalogueRoutes(
      {
        describeGold: async () => ({
          tables: [{ name: 'readings', columns: [{ name: 'value', type: 'number' }] }],
          functions: ['abs', 'sum'],
        }),
      },
      queries,
    ),
  );

describe('what there is to ask', () => {
  it('lists the named queries with their statements and parameters', async () => {
    const response = await appWith(['query:named']).request('/queries');

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      items: [
        {
          name: 'telemetry.readings',
          product: 'telemetry',
          title: 'Readings of a device',
          parameters: [
            { name: 'device', type: 'string', required: true },
            { name: 'from', type: 'timestamp', required: true },
            { name: 'to', type: 'timestamp', required: true },
            { name: 'least', type: 'number', required: false },
          ],
        },
        {
          name: 'telemetry.kinds',
          sql: expect.stringMatching(/^SELECT /),
          parameters: [
            { name: 'kind', default: 'a', choices: ['a', 'b'], description: 'Which' },
            { name: 'top', default: 5, between: [1, 50] },
          ],
        },
      ],
    });
  });

  it('describes what a statement may name', async () => {
    const response = await appWith(['query:named']).request('/query/schema');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      tables: [{ name: 'gold.readings', columns: [{ name: 'value', type: 'number' }] }],
      functions: ['abs', 'sum'],
    });
  });

  it.each(['/queries', '/query/schema'])('needs the permission query:named for %s', async (path) => {
    expect((await appWith([]).request(path)).status).toBe(403);
  });
});
