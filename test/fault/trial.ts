import { Arena } from './arena.js';
import { Chance } from './chance.js';
import type { Findings } from './oracle.js';
import type { Scenario, ScenarioOptions } from './scenario.js';

export interface Trial extends ScenarioOptions {
  /** Folder of servers and services. */
  dir: string;
  seed: number;
  /** Broken services in place of those that are delivered. */
  variant?: string;
}

/** Runs one scenario on empty databases and topics. A scenario that itself fails is a finding too. */
export async function tryOut(scenario: Scenario, { dir, seed, variant, kills }: Trial): Promise<Findings> {
  const arena = await Arena.open(dir, new Chance(seed));
  arena.variant = variant;
  try {
    return await scenario.run(arena, { kills });
  } catch (error) {
    return { counts: {}, broken: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  } finally {
    await arena.close();
  }
}
