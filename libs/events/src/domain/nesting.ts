/** Whether a value of JSON nests arrays and objects deeper than `levels`; looks no deeper than that itself. */
export function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => nestsDeeper(member, levels - 1));
}
