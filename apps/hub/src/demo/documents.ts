import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EDITIONS, type Packet, packetJson, renderDocx } from '#libs/briefing';
import type { Hub } from '#libs/embedded';

/** What the demo says about one inspected unit. */
export interface DemoTarget {
  unitName: string;
  records: number;
  matters: number;
  /** Per cent, rounded. */
  duplicateRate: number;
  grades: Record<string, number>;
  /** Packet order, numbered from 1. */
  items: { no: number; title: string; checkability: number; severity: number; independentOrigins: number }[];
}

export interface TargetDocuments {
  target: DemoTarget;
  files: string[];
}

/**
 * Writes the three editions of a unit as Word files and JSON. File names carry the unit's id and no name.
 * The figures are those of the leader edition, which knows every matter that may be printed.
 */
export async function writeDocuments(hub: Hub, unitId: string, folder: string): Promise<TargetDocuments> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: string[] = [];
  let target: DemoTarget | undefined;
  for (const edition of EDITIONS) {
    const packet = await hub.aggregator.packets.assemble(unitId, edition);
    if (edition === 'leader') target = targetOf(packet);
    for (const [extension, bytes] of [
      ['docx', await renderDocx(packet)],
      ['json', packetJson(packet)],
    ] as const) {
      const path = join(folder, `${unitId}-${edition}.${extension}`);
      await writeFile(path, bytes, { mode: 0o600 });
      files.push(path);
    }
  }
  if (!target) throw new Error('no leader edition');
  return { target, files };
}

function targetOf(packet: Packet): DemoTarget {
  const { records, matters, duplicateRate, grades } = packet.statistics;
  return {
    unitName: packet.unit.name,
    records,
    matters,
    duplicateRate,
    grades,
    items: packet.items.map(({ title, checkability, severity, independentOrigins }, index) => ({
      no: index + 1,
      title,
      checkability: checkability.score,
      severity,
      independentOrigins,
    })),
  };
}
