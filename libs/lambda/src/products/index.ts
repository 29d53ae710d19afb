import compiled from '@dataforge/compiled-products';
import type { Products } from '@dataforge/products';

/** The products, as they were compiled into this bundle. */
export const products = compiled as Products;
