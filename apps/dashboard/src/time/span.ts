/** [from, to), ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** As the API takes it. */
export const inRfc3339 = ({ from, to }: Span): { readonly from: string; readonly to: string } => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});
