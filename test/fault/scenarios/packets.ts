import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Aggregator } from '#libs/aggregation';
import { EDITIONS } from '#libs/briefing';
import { readConfig } from '#libs/config';
import { Hub } from '#libs/embedded';
import { projectFile, systemClock } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { importSamples } from '../../../apps/hub/src/demo/imports.js';
import { loadOffice, openSamples, type SampleFolder } from '../../../apps/hub/src/demo/samples.js';
import { AGGREGATOR, SERVICES } from '../../stack/services.js';
import { demand, type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';
import { sendSamples } from './replays.js';

/** Digest of each packet as its issue was noted: of all that it prints but the day and the number of the issue. */
async function digests({ db, packets }: Aggregator, { round }: SampleFolder): Promise<Map<string, string>> {
  for (const unit of round?.units ?? [])
    for (const edition of EDITIONS) await packets.assemble(await packets.unitNamed(unit), edition);
  return noted(db);
}

async function noted(db: Database): Promise<Map<string, string>> {
  const rows = await db.read((reads) =>
    reads.query<{ unit_id: string; edition: string; digest: string }>(
      'SELECT unit_id, edition, digest FROM packet_issue',
    ),
  );
  return new Map(rows.map(({ unit_id, edition, digest }) => [`${unit_id} ${edition}`, digest]));
}

/** The demo files through one process on SQLite. */
async function inOneProcess(folder: string, samples: SampleFolder): Promise<Map<string, string>> {
  rmSync(folder, { recursive: true, force: true });
  const hub = await Hub.open(readConfig({ HUB_DATA: folder }));
  try {
    await loadOffice({ db: hub.db, clock: systemClock }, samples);
    await importSamples(hub, samples, () => undefined);
    await hub.settle();
    return await digests(hub.aggregator, samples);
  } finally {
    await hub.close();
  }
}

/** D1: whatever the files went through, an officer holds the same paper. */
export const samePackets: Scenario = {
  id: 'D1',
  title: 'the demo files through six services and through one process on SQLite: the same packets',
  async run(arena) {
    const samples = await openSamples(projectFile('samples'));
    await arena.start(...SERVICES);
    await arena.office();
    const sender = new Sender(arena.services);
    await sendSamples(sender);
    const findings = await settle(arena, sender);
    const config = readConfig(arena.services.environment(AGGREGATOR));
    const ofServices = await digests(new Aggregator(await arena.database(AGGREGATOR), systemClock, config), samples);
    const ofOne = await inOneProcess(join(arena.services.folder, 'standalone'), samples);
    const same = [...ofOne].filter(([packet, digest]) => ofServices.get(packet) === digest);
    Object.assign(findings.counts, { packets: ofOne.size, samePackets: same.length });
    demand(findings, ofOne.size >= 3 * EDITIONS.length, `only ${ofOne.size} packets`);
    demand(findings, same.length === ofOne.size && ofServices.size === ofOne.size, 'packets differ');
    return findings;
  },
};
