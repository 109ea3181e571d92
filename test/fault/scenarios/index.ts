import type { Scenario } from '../scenario.js';
import { brokerAway, tooFewReplicas } from './broker.js';
import { databaseAway, lateCommit } from './database.js';
import { namedPoints, randomKills } from './kills.js';

export const SCENARIOS: readonly Scenario[] = [
  randomKills,
  namedPoints,
  brokerAway,
  tooFewReplicas,
  databaseAway,
  lateCommit,
];

export function scenarioOf(id: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.id.toUpperCase() === id.toUpperCase());
  if (!found) throw new Error(`no scenario ${id}; there are ${SCENARIOS.map((scenario) => scenario.id).join(' ')}`);
  return found;
}
