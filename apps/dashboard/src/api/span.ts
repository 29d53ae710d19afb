/** [from, to), ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** As the API takes it: RFC 3339. */
export const spanOf = ({ from, to }: Span): { readonly from: string; readonly to: string } => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});
