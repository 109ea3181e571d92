import type { HubConfig } from '#libs/config';
import { type FamilyUse, type Generated, generate } from '#libs/evaluation';
import { stopwatch } from '#libs/kernel';
import type { Features } from '#libs/linkage';
import type { Figures, Linked, Truth } from './figures.js';
import { readLinked, truthOf } from './linked-hub.js';
import { measure } from './measure.js';
import { type Stability, stabilityOf } from './stability.js';
import { deliver, loadOffice, withTemporaryHub } from './temporary-hub.js';

export interface EvaluateOptions {
  records: number;
  seed: number;
  families: FamilyUse;
}

export type Report = EvaluateOptions &
  Figures &
  Stability & { difficulties: Generated['difficulties']; seconds: number };

/** Steps of the work, each with what is done of how many. */
export type Watch = (step: string, done: number, of: number) => void;

/** A generated set as a hub took it in and linked it. */
export interface LinkedSet {
  generated: Generated;
  features: Features[];
  linked: Linked;
  truth: Truth & { matters: Map<string, string> };
  arrival: string[];
}

/** Generates a set, takes it in through every department's door into a hub of its own, and links it. */
export async function linkGenerated(config: HubConfig, options: EvaluateOptions, watch: Watch): Promise<LinkedSet> {
  const { records, seed, families } = options;
  const generated = generate(records, seed, families);
  return withTemporaryHub(config, async (hub) => {
    await loadOffice(hub, generated.office);
    await deliver(hub, generated.records, (rows) => watch('接收', rows, records));
    await hub.settle({ linked: (done, of) => watch('归并', done, of) });
    const { truth, arrival } = await truthOf(hub, generated.records);
    return {
      generated,
      features: await hub.aggregator.linker.features(),
      linked: await readLinked(hub),
      truth,
      arrival,
    };
  });
}

/** The whole evaluation on generated records. Nothing of the configured hub is read or written. */
export async function evaluate(config: HubConfig, options: EvaluateOptions, watch: Watch): Promise<Report> {
  const elapsed = stopwatch();
  const { generated, features, linked, truth, arrival } = await linkGenerated(config, options, watch);
  watch('计算指标', 0, 1);
  const figures = measure(features, linked, truth, arrival);
  watch('换序与撤销', 0, 1);
  const stability = await stabilityOf(config, generated, options.seed);
  const { difficulties } = generated;
  return { ...options, ...figures, ...stability, difficulties, seconds: Math.round(elapsed() / 100) / 10 };
}
