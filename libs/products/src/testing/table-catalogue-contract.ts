import type { CatalogueTable, TableCatalogue } from '../ports/table-catalogue.ts';

export interface OpenTableCatalogue {
  readonly catalogue: TableCatalogue;
  readonly close: () => Promise<void>;
}

const table = (rest: Partial<CatalogueTable> = {}): CatalogueTable => ({
  database: 'landing',
  name: 'telemetry',
  comment: 'Readings.',
  location: 's3://bucket/landing/telemetry.readings/',
  columns: [{ name: 'position', type: 'bigint' }],
  partitionKeys: [{ name: 'log_partition', type: 'int' }],
  partitions: [0, 1].map(partition),
  ...rest,
});

const partition = (n: number) => ({
  values: [String(n)],
  location: `s3://bucket/landing/telemetry.readings/${n}/`,
});

/** What every catalogue keeps to; `open` gives an empty one each time. */
export function tableCatalogueContract(adapterName: string, open: () => Promise<OpenTableCatalogue>): void {
  describe(`table catalogue: ${adapterName}`, () => {
    let opened: OpenTableCatalogue;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());
    const ensure = (...tables: readonly CatalogueTable[]) => opened.catalogue.ensure(['landing'], tables);
    const held = () => opened.catalogue.table('landing', 'telemetry');

    it('has what it was told to have, and nothing else', async () => {
      await ensure(table());
      expect(await held()).toEqual(table());
      expect(await opened.catalogue.table('landing', 'other')).toBeUndefined();
      expect(await opened.catalogue.table('gold', 'telemetry')).toBeUndefined();
    });

    it('changes nothing when it is told again, by several at once too', async () => {
      await Promise.all([ensure(table()), ensure(table())]);
      await ensure(table());
      expect(await held()).toEqual(table());
    });

    it('takes changes in: columns, comment, more partitions', async () => {
      await ensure(table());
      const columns = [
        { name: 'position', type: 'bigint' },
        { name: 'key', type: 'string' },
      ];
      const changed = table({
        columns,
        comment: 'Readings, and more.',
        partitions: [0, 1, 2].map(partition),
      });
      await ensure(changed);
      expect(await held()).toEqual(changed);
    });

    it('removes no partition', async () => {
      await ensure(table());
      await ensure(table({ partitions: [partition(0)] }));
      expect((await held())?.partitions).toEqual([0, 1].map(partition));
    });

    it('takes more partitions than one request holds', async () => {
      const partitions = Array.from({ length: 230 }, (_, n) => partition(n + 100));
      await ensure(table({ partitions }));
      expect((await held())?.partitions).toEqual(partitions);
    });
  });
}
