import type { Arena } from './arena.js';
import { checkAll, type Deeds, type Findings, rest } from './oracle.js';
import type { Sender } from './sender.js';

export interface ScenarioOptions {
  /** Kills of F1. */
  kills: number;
}

/** Something that goes wrong under load, and what must be true afterwards. */
export interface Scenario {
  id: string;
  title: string;
  run(arena: Arena, options: ScenarioOptions): Promise<Findings>;
}

export { rest };

/** Waits for everything to come to rest, and asks the oracle. */
export async function settle(arena: Arena, sender: Sender, deeds: Deeds = {}): Promise<Findings> {
  const rested = await rest(arena);
  const findings = await checkAll(arena, sender, deeds);
  if (!rested) findings.broken.push('did not come to rest');
  return findings;
}

/** Adds what a scenario itself has to say. */
export function demand(findings: Findings, holds: boolean, otherwise: string): void {
  if (!holds) findings.broken.push(otherwise);
}
