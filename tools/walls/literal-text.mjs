/** The text that a literal or a template without expressions stands for; undefined for what is computed while running. */
export function literalText(node) {
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return typeof node.value === 'string' ? node.value : undefined;
}
