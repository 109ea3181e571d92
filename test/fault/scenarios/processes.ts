import type { Department } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { AGGREGATOR, adapterOf, SERVICES } from '../../stack/services.js';
import { TAKEOVER_MS } from '../arena.js';
import { pause } from '../chance.js';
import { demand, type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';

/** Longest time that a service may take to end when asked to, under load. */
const STOP_MS = 10_000;

/** F9: partitions go from one aggregator to another and back. */
export const consumersComeAndGo: Scenario = {
  id: 'F9',
  title: 'a second and a third aggregator join and leave, gently and not',
  async run(arena) {
    const { keeper, services, chance } = arena;
    await arena.start(...SERVICES);
    const sender = new Sender(services);
    let done = false;
    const load = sender.sendUntil(() => done, { most: 400, pauseMs: 150 });
    for (let round = 0; round < 4; round++) {
      const twin = await services.addTwin(AGGREGATOR);
      await keeper.keep(twin);
      await pause(chance.between(3000, 5000));
      await keeper.letGo(round % 2 === 0 ? 'SIGTERM' : 'SIGKILL', twin);
      await pause(chance.between(1000, 3000));
    }
    done = true;
    await load;
    const findings = await settle(arena, sender);
    findings.counts.joined = 4;
    return findings;
  },
};

/** F10: a process that stood still wakes up and believes that nothing has happened. */
export const stoodStill: Scenario = {
  id: 'F10',
  title: 'adapter and aggregator stand still for longer than lease and session, others take over, they wake up',
  async run(arena) {
    const { keeper, services } = arena;
    const [department] = DEPARTMENTS as [Department, ...Department[]];
    await arena.start(...SERVICES);
    const name = adapterOf(department);
    const twins = [await services.addTwin(name), await services.addTwin(AGGREGATOR)];
    await keeper.keep(...twins);
    const sender = new Sender(services);
    let done = false;
    const load = sender.sendUntil(() => done, { most: 300, pauseMs: 100 });
    await pause(2000);
    // The twins take the deliveries' events over; the doors of the sender are those of the first ones.
    const still = twins.map((twin) => services.pid(twin));
    for (const pid of still) if (pid !== undefined) process.kill(pid, 'SIGSTOP');
    await pause(TAKEOVER_MS * 2);
    for (const pid of still) if (pid !== undefined) process.kill(pid, 'SIGCONT');
    await pause(3000);
    done = true;
    await load;
    const findings = await settle(arena, sender);
    demand(
      findings,
      still.every((pid) => pid !== undefined),
      'nothing was stopped',
    );
    return findings;
  },
};

/** F15: asked to end in the middle of it. */
export const askedToEnd: Scenario = {
  id: 'F15',
  title: 'SIGTERM under load: ends within 10 s, receipts are kept',
  async run(arena) {
    const { keeper, services } = arena;
    await arena.start(...SERVICES);
    const sender = new Sender(services);
    let done = false;
    const load = sender.sendUntil(() => done, { most: 400, pauseMs: 20 });
    const took = new Map<string, number>();
    for (let round = 0; round < 2; round++) {
      await pause(1500);
      await Promise.all(
        SERVICES.map(async (name) => {
          const ms = await keeper.letGo('SIGTERM', name);
          took.set(name, Math.max(took.get(name) ?? 0, ms));
        }),
      );
      await keeper.keep(...SERVICES);
    }
    done = true;
    await load;
    const findings = await settle(arena, sender);
    for (const [name, ms] of took) {
      findings.counts[`${name} ms`] = Math.round(ms);
      demand(findings, ms <= STOP_MS, `${name} took ${Math.round(ms)} ms to end`);
    }
    demand(
      findings,
      sender.failed.every(({ status }) => status !== 500),
      'an answer 500 while ending',
    );
    return findings;
  },
};
