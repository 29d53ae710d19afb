export function Explore() {
  return <h1 className="p-5 text-xl font-bold">Explore</h1>;
}
