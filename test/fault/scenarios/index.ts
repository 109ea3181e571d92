import type { Scenario } from '../scenario.js';
import { brokerAway } from './broker.js';
import { clocksWrong } from './clocks.js';
import { databaseAway, lateCommit } from './database.js';
import { keysChanged } from './keys.js';
import { namedPoints, randomKills } from './kills.js';
import { samePackets } from './packets.js';
import { poison } from './poison.js';
import { askedToEnd, consumersComeAndGo, stoodStill } from './processes.js';
import { emptyBroker, manyTimes, replayed, restored } from './replays.js';

export const SCENARIOS: readonly Scenario[] = [
  randomKills,
  namedPoints,
  brokerAway,
  emptyBroker,
  databaseAway,
  poison,
  manyTimes,
  consumersComeAndGo,
  stoodStill,
  replayed,
  clocksWrong,
  lateCommit,
  askedToEnd,
  keysChanged,
  restored,
  samePackets,
];

export function scenarioOf(id: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.id.toUpperCase() === id.toUpperCase());
  if (!found) throw new Error(`no scenario ${id}; there are ${SCENARIOS.map((scenario) => scenario.id).join(' ')}`);
  return found;
}
