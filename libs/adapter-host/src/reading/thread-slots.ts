/** Parsing threads at one time: each may fill its heap, so that twenty uploads at once must not mean twenty heaps. */
const MOST = 4;

let taken = 0;
const waiting: (() => void)[] = [];

/** Waits for a place among the parsing threads; first come, first served. Gives what frees it again. */
export async function threadSlot(): Promise<() => void> {
  if (taken < MOST) taken += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  return () => {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  };
}
