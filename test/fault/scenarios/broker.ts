import kafkajs from 'kafkajs';
import { DEPARTMENTS } from '#libs/embedded';
import { adapterOf, SERVICES } from '../../stack/services.js';
import { type Arena, TOPICS } from '../arena.js';
import { pause, until } from '../chance.js';
import { demand, type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';

export async function outboxCount(arena: Arena, state: 'NEW' | 'SENT'): Promise<number> {
  const { adapters } = await arena.onlooker.sums();
  return Object.values(adapters).reduce((sum, { waiting, sent }) => sum + (state === 'NEW' ? waiting : sent), 0);
}

/** F3: the broker stands still, is cut off, is away. */
export const brokerAway: Scenario = {
  id: 'F3',
  title: 'broker stands still and is killed in mid-request: intake answers 2xx, the backlog drains',
  async run(arena) {
    const { chance } = arena;
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    await sender.send(40, 20);
    await until(20_000, async () => (await outboxCount(arena, 'NEW')) === 0);
    await arena.strike('kafka', 'SIGSTOP');
    const began = performance.now();
    await sender.send(60, 20);
    await pause(1500);
    const victims = chance.shuffled(DEPARTMENTS.map(adapterOf)).slice(0, 2);
    await Promise.all(victims.map((name) => arena.services.end(name, 'SIGKILL')));
    await arena.strike('kafka', 'SIGKILL');
    const quiet = sender.failed.length + sender.unanswered;
    await Promise.all(victims.map((name) => arena.keeper.up(name)));
    await sender.send(60, 20);
    await pause(chance.between(2000, 5000));
    const waiting = await outboxCount(arena, 'NEW');
    const awayMs = Math.round(performance.now() - began);
    await arena.revive('kafka');
    await sender.send(20, 20);
    const findings = await settle(arena, sender);
    Object.assign(findings.counts, { awayMs, waitedForBroker: waiting });
    demand(findings, waiting > 0, 'nothing waited while the broker was away');
    demand(findings, quiet === 0, `${quiet} deliveries without a receipt while the broker stood still`);
    demand(findings, sender.failed.length === 0, `${sender.failed.length} refusals while the broker was away`);
    return findings;
  },
};

/** F3b: an event counts as sent when all that have to hold it do. */
export const tooFewReplicas: Scenario = {
  id: 'F3b',
  title: 'fewer replicas in sync than required: nothing counts as sent, then all is',
  async run(arena) {
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    await sender.send(20, 20);
    await until(20_000, async () => (await outboxCount(arena, 'NEW')) === 0);
    const before = await outboxCount(arena, 'SENT');
    await requireReplicas(arena, 2);
    await sender.send(40, 20);
    await pause(5000);
    const meanwhile = (await outboxCount(arena, 'SENT')) - before;
    await requireReplicas(arena, 1);
    const findings = await settle(arena, sender);
    findings.counts.sentMeanwhile = meanwhile;
    demand(findings, meanwhile === 0, `${meanwhile} events counted as sent that too few replicas held`);
    return findings;
  },
};

function requireReplicas(arena: Arena, replicas: number): Promise<unknown> {
  return arena.admin((admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: TOPICS.map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configEntries: [{ name: 'min.insync.replicas', value: String(replicas) }],
      })),
    }),
  );
}

