/** The value, but no further from 0 than `bound`: Huber's ψ, by which one wild value moves an estimate no more than a bad one. */
export const clip = (value: number, bound: number): number => Math.max(-bound, Math.min(bound, value));

/** The middle value of a sample that is not empty. */
export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

/** Makes the median absolute deviation of normal noise its standard deviation. */
const TO_SIGMA = 1.4826;

/**
 * The spread of a sample around its median as a standard deviation: from the median absolute deviation or, where more than
 * half of the sample is one value, from its range. 0 where all is one value.
 */
export function spread(sample: readonly number[]): number {
  const middle = median(sample);
  const deviations = sample.map((value) => Math.abs(value - middle));
  const mad = median(deviations);
  return mad > 0 ? TO_SIGMA * mad : Math.max(...deviations) / 2;
}
