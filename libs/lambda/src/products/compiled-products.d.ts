/** What the bundler puts in: the products as they were compiled before. */
declare module '@dataforge/compiled-products' {
  const products: unknown;
  export default products;
}
