import { tableCatalogueContract } from '../../testing/table-catalogue-contract.ts';
import { memoryTableCatalogue } from './index.ts';

tableCatalogueContract('memory', async () => ({
  catalogue: memoryTableCatalogue(),
  close: async () => undefined,
}));
