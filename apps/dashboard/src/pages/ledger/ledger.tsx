export function Ledger() {
  return <h1 className="p-5 text-xl font-bold">Ledger</h1>;
}
