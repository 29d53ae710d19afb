/** Settings by their names, before it is known whether they are any. */
export type Tree = { [name: string]: unknown };

/** Sets what a path leads to, in place of what is there. */
export function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const held = tree[name];
  const inner: Tree = typeof held === 'object' && held !== null ? (held as Tree) : {};
  tree[name] = inner;
  setAt(inner, rest, value);
}
