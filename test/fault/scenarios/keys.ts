import { DEPARTMENTS } from '#libs/embedded';
import { adapterOf, SERVICES } from '../../stack/services.js';
import { pause } from '../chance.js';
import { demand, type Scenario, settle } from '../scenario.js';
import { bodyOf, Sender } from '../sender.js';

/** Longest time that a request under way may still need its key. */
const OVERLAP_MS = 3000;
const CHANGES = 3;

/** F16: every department gets new keys while it sends. */
export const keysChanged: Scenario = {
  id: 'F16',
  title: 'signing keys of all departments changed under load: each delivery is taken, the old keys count no more',
  async run(arena) {
    const { services } = arena;
    await arena.start(...SERVICES);
    const sender = new Sender(services);
    let done = false;
    const load = sender.sendUntil(() => done, { most: 300, pauseMs: 50 });
    const counts = { changed: 0, refusedOld: 0 };
    const wrong: string[] = [];
    for (let change = 0; change < CHANGES; change += 1) {
      await pause(arena.chance.between(500, 2000));
      const former = DEPARTMENTS.map((department) => services.changeKey(adapterOf(department)));
      await pause(OVERLAP_MS);
      for (const [at, department] of DEPARTMENTS.entries()) {
        const key = former[at] ?? { keyId: '', privateKey: '' };
        services.dropKey(adapterOf(department), key);
        counts.changed += 1;
        const delivery = { door: 'records', type: 'application/x-ndjson', body: bodyOf(department, 9000, 1) } as const;
        const answer = await services.push(department, delivery, key);
        const { code } = (await answer.json()) as { code?: string };
        if (answer.status === 401 && code === 'E-SIGNATURE-KEY') counts.refusedOld += 1;
        else wrong.push(`${answer.status} ${code}`);
      }
    }
    done = true;
    await load;
    const findings = await settle(arena, sender);
    Object.assign(findings.counts, counts);
    demand(findings, wrong.length === 0, `a key that was taken away was answered ${wrong[0]}`);
    const [failed] = sender.failed;
    demand(findings, failed === undefined, `a delivery was refused while keys changed: ${JSON.stringify(failed)}`);
    return findings;
  },
};
