import { sha256 } from '#libs/kernel';
import { inOrder } from './decisions.js';

const SEED = 'review-sample-1';
/** Of 65,536: a tenth. */
const SHARE = 6554;

/** Place of a pair in the order of chance, fixed by the two record ids. */
export const sampleRank = (first: string, second: string): string => {
  const { a, b } = inOrder(first, second);
  return sha256(`${SEED}|${a}|${b}`);
};

/** One pair in ten, whenever and wherever it is asked. */
export const inSample = (first: string, second: string): boolean =>
  Number.parseInt(sampleRank(first, second).slice(0, 4), 16) < SHARE;

/** Place of a record in the order of chance. */
export const recordRank = (recordId: string): string => sha256(`${SEED}|${recordId}`);
