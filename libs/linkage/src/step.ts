import type { LinkChanges, LinkMemory } from './link-memory.js';
import type { Model } from './model.js';
import { clusterChangesOf } from './step-clusters.js';
import { type Given, turnsOf } from './step-contents.js';
import { edgeChangesOf } from './step-edges.js';
import { keyChangesOf } from './step-keys.js';
import type { Epoch } from './types.js';

export type { Given } from './step-contents.js';

/**
 * One step of linkage under a frozen epoch: what becomes of everything when some records come, change or go, or
 * when officers decided on some. However the records are divided into steps, and in whatever order, what is linked in
 * the end is what `linkFeatures` makes of the same records, decisions and epoch at once.
 */
export async function linkStep(memory: LinkMemory, given: Given, epoch: Epoch, model: Model): Promise<LinkChanges> {
  const turns = await turnsOf(memory, given, model);
  const keys = await keyChangesOf(memory, turns, epoch, model);
  const edges = await edgeChangesOf(memory, turns, keys, epoch, model);
  const clusters = await clusterChangesOf(memory, turns, edges, given.redecided, given.decisions, epoch, model);
  const all = [...turns.values()];
  return {
    linked: all.flatMap(({ after }) => after ?? []),
    gone: all.flatMap(({ before }) => before ?? []),
    keys: keys.rows,
    crowds: keys.crowds,
    edges,
    candidates: edges.candidates,
    ...clusters,
  };
}
