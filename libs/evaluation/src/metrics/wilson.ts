/** Quantile of the normal distribution: one-sided 95 %. */
const Z = 1.6448536269514722;

/** Bounds of a share of which `hits` of `n` were seen: each is passed with a probability of 5 % (Wilson). 0 and 1 where nothing was seen. */
export function wilson(hits: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const square = Z ** 2 / n;
  const middle = share + square / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / n + square / (4 * n));
  return { low: Math.max(0, (middle - half) / (1 + square)), high: Math.min(1, (middle + half) / (1 + square)) };
}

/** Hits without a miss after which the lower bound first reaches `wanted`. */
export const fewestHits = (wanted: number): number => Math.ceil((wanted * Z ** 2) / (1 - wanted));
