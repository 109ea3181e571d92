import type { Clue } from '#libs/contracts';
import type { Statements } from '#libs/persistence';
import { type UnitEntry, type UnitEvent, UnitIndex } from '#libs/text';
import { learnedAbbreviations } from './abbreviation-store.js';
import { heirsByFunction } from './heirs.js';
import { loadUnitEvents, loadUnits } from './registry.js';
import { type Resolution, resolveClue } from './resolution.js';
import { loadRoster, type RosterPost } from './roster.js';
import { RosterIndex } from './roster-index.js';
import { UnitTree } from './unit-tree.js';

/** Registry and roster in memory, ready to resolve names. */
export interface Registries {
  units: readonly UnitEntry[];
  events: readonly UnitEvent[];
  posts: readonly RosterPost[];
  index: UnitIndex;
  tree: UnitTree;
  resolve(clue: Clue, division: string): Resolution;
}

export async function loadRegistries(statements: Pick<Statements, 'query'>): Promise<Registries> {
  const units = await loadUnits(statements);
  const events = await loadUnitEvents(statements);
  const posts = await loadRoster(statements);
  const index = new UnitIndex(units, events, await learnedAbbreviations(statements));
  const tree = new UnitTree(units, events);
  const roster = new RosterIndex(posts, tree.below);
  const chooseHeir = heirsByFunction(units, events);
  const resolve = (clue: Clue, division: string): Resolution => resolveClue(clue, index, roster, division, chooseHeir);
  return { units, events, posts, index, tree, resolve };
}
