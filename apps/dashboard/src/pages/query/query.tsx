export function Query() {
  return <h1 className="p-5 text-xl font-bold">Query</h1>;
}
