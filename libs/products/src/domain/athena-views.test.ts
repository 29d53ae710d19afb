import { parseWithTrino } from '@dataforge/stack';
import { describeOnTrino, SERVER_START_MS } from '@dataforge/stack/testing';
import { compiledProducts } from '../testing/index.ts';
import { athenaViews } from './athena-views.ts';

const { products } = compiledProducts();
const views = athenaViews(products, { views: 'gold', tables: 'lake_gold' });

describe('the views of Athena', () => {
  it('have the columns of their models under the names that queries read', () => {
    expect(views.map(({ name }) => name)).toEqual(
      products.flatMap(({ name, gold }) => gold.map((model) => `${name}_${model.name}`)),
    );
    expect(views.find(({ name }) => name === 'webhooks_resources')?.statement).toBe(
      `CREATE OR REPLACE VIEW "gold"."webhooks_resources" AS
SELECT "provider", "resource", "event_type", "action", "actor", "event_time", "last_order"
FROM "lake_gold"."webhooks_resources"`,
    );
  });
});

describeOnTrino("the views of Athena, by Trino's parser", () => {
  it(
    'are views',
    async () => {
      const parsed = await parseWithTrino(views.map(({ statement }) => statement));
      expect(parsed).toEqual(views.map(() => ({ kind: 'CreateView' })));
    },
    SERVER_START_MS,
  );
});
