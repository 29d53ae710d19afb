/** Something in a product folder that cannot be used: where, what, and so what to do. */
export interface ProductFault {
  /** The file's path within the product folder. */
  readonly file: string;
  /** A place within the file; empty for the file as a whole. */
  readonly place: string;
  readonly detail: string;
}

export const describeFault = ({ file, place, detail }: ProductFault): string =>
  `${file}${place ? ` (${place})` : ''}: ${detail}`;

/** Collects faults of one file. */
export type Report = (place: string, detail: string) => void;

export const reportInto =
  (faults: ProductFault[], file: string): Report =>
  (place, detail) =>
    void faults.push({ file, place, detail });
