import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPARTMENTS } from '#libs/embedded';
import { AGGREGATOR, adapterOf } from '../../stack/services.js';
import type { Arena } from '../arena.js';
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
    const adapters = DEPARTMENTS.map(adapterOf);
    const acks = join(arena.services.folder, 'acks.txt');
    for (const name of adapters) arena.prepare(name, `note-acks:${acks}`);
    await arena.keeper.keep(...adapters);
    await arena.start(AGGREGATOR);
    const sender = new Sender(arena.services);
    await sender.send(40, 20);
    await until(20_000, async () => (await outboxCount(arena, 'NEW')) === 0);
    await arena.strike('kafka', 'SIGSTOP');
    const began = performance.now();
    await sender.send(60, 20);
    await pause(1500);
    const victims = chance.shuffled(adapters).slice(0, 2);
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
    const asked = readFileSync(acks, 'utf8').trim().split('\n');
    const fewer = asked.filter((line) => line !== '-1');
    findings.counts.sends = asked.length;
    demand(findings, fewer.length === 0, `${fewer.length} sends asked for acks ${fewer[0]} instead of -1`);
    return findings;
  },
};
