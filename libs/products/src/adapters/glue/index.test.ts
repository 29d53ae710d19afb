import { DeleteDatabaseCommand } from '@aws-sdk/client-glue';
import { openGlue } from '@dataforge/clients/glue';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { landingTables } from '../../domain/landing-tables.ts';
import { compiledProducts } from '../../testing/index.ts';
import { tableCatalogueContract } from '../../testing/table-catalogue-contract.ts';
import { glueTableCatalogue } from './index.ts';

describeWithMinistack('on Glue', (access) => {
  async function open() {
    const client = openGlue(access());
    const Name = 'landing';
    await glueTableCatalogue({ client }).ensure([Name], []);
    // With its tables.
    await client.sdk().send(new DeleteDatabaseCommand({ Name }));
    return { catalogue: glueTableCatalogue({ client }), close: async () => client.close() };
  }

  tableCatalogueContract('glue', open);

  it('has a table for the landing objects of each product, with the partitions of its topic', async () => {
    const { products } = compiledProducts();
    const { catalogue, close } = await open();
    const tables = landingTables(products, { database: 'landing', location: 's3://bucket/landing' });

    await catalogue.ensure(['landing'], tables);

    const telemetry = await catalogue.table('landing', 'telemetry');
    expect(telemetry?.partitions).toEqual(
      [0, 1, 2, 3].map((n) => ({
        values: [String(n)],
        location: `s3://bucket/landing/telemetry.readings/${n}/`,
      })),
    );
    expect(telemetry?.columns).toContainEqual({ name: 'headers', type: 'map<string,string>' });
    await close();
  });
});
