import { projectFile, systemClock } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { loadOffice, openSamples, type SampleRound } from '../../apps/hub/src/demo/samples.js';

/** Puts the office's tables and the round of the samples into the aggregator's database, which must have its tables. Gives the round. */
export async function loadSampleOffice(db: Database): Promise<SampleRound> {
  const samples = await openSamples(projectFile('samples'));
  if (!samples.round) throw new Error('samples/registry has no round');
  await loadOffice({ db, clock: systemClock }, samples);
  return samples.round;
}
