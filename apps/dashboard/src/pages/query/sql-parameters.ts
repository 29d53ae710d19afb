/** Strings, quoted names, comments, and what is a parameter; whatever else there is, is passed over. */
const PIECE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)/g;

/** The parameters of a statement, `$device`, by name, in the order in which they come first. */
export function sqlParameters(sql: string): readonly string[] {
  const names = [...sql.matchAll(PIECE)].flatMap(([, name]) => name ?? []);
  return [...new Set(names)];
}
