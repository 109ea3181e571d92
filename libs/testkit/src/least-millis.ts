/** Milliseconds of the quickest of three runs: what the work costs, whatever else the machine did in between. */
export function leastMillis(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
