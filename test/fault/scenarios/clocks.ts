import { DEPARTMENTS } from '#libs/embedded';
import { AGGREGATOR, adapterOf, SERVICES } from '../../stack/services.js';
import type { Arena } from '../arena.js';
import { pause } from '../chance.js';
import { type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';

const DAY_MS = 86_400_000;

/** Kills services and starts them with clocks that are wrong, each by a day or not at all. */
async function setClocks(arena: Arena, wrong: (service: string, at: number) => number): Promise<void> {
  const { keeper, services } = arena;
  await keeper.letGo('SIGKILL', ...SERVICES);
  SERVICES.forEach((service, at) => {
    const days = wrong(service, at);
    services.clocks.set(service, days * DAY_MS);
    arena.prepare(service, `clock:${days * DAY_MS}`);
  });
  await keeper.keep(...SERVICES);
}

/** F12: leases, sessions, versions and receipts that were written by clocks a day apart. */
export const clocksWrong: Scenario = {
  id: 'F12',
  title: 'clocks a day ahead and a day behind, changed by kills: nothing depends on them',
  async run(arena) {
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    await sender.send(40, 20);
    let changes = 0;
    const turns: ((service: string, at: number) => number)[] = [
      (_, at) => (at % 3) - 1,
      (_, at) => 1 - (at % 3),
      (service) => (service === AGGREGATOR ? -1 : 1),
      (service) => (service === adapterOf(DEPARTMENTS[0] ?? { name: '' }) ? -1 : 0),
    ];
    for (const turn of turns) {
      await setClocks(arena, turn);
      changes += 1;
      // Versions of records that were first sent under another clock are among them.
      await sender.send(40, 20);
      await pause(arena.chance.between(500, 2500));
    }
    const findings = await settle(arena, sender);
    findings.counts.clockChanges = changes;
    return findings;
  },
};
