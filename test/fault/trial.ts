import { Arena } from './arena.js';
import { Chance } from './chance.js';
import type { Findings } from './oracle.js';
import type { Scenario, ScenarioOptions } from './scenario.js';
import { scenarioOf } from './scenarios/index.js';
import { VARIANTS } from './variants.js';

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

/** Runs what has to notice a broken variant; `caught` where it says so, and not something else. */
export async function tryBroken(
  name: string,
  options: Omit<Trial, 'variant'>,
): Promise<{ caught: boolean; broken: string[] }> {
  const variant = VARIANTS[name];
  if (!variant) throw new Error(`no variant ${name}; there are ${Object.keys(VARIANTS).join(' ')}`);
  const { broken } = await tryOut(scenarioOf(variant.caughtBy), { ...options, variant: name });
  return { caught: broken.some((line) => variant.as.test(line)), broken };
}
