import { readFileSync } from 'node:fs';
import { assemblePacket, type PacketInput, packetJson, renderDocx } from '#libs/briefing';
import { projectFile } from '#libs/kernel';

/** Seconds for the packet of one unit with `records` records: assembly with JSON, and the document. */
export async function packetSeconds(records: number): Promise<{ json: number; docx: number }> {
  const input = manyRecords(records);
  const started = performance.now();
  const packet = assemblePacket(input, 'leader');
  const text = packetJson(packet);
  const assembled = performance.now();
  const bytes = await renderDocx(packet);
  const rendered = performance.now();
  if (text.length < records * 20 || bytes.length === 0) throw new Error('the packet does not hold its records');
  return { json: (assembled - started) / 1000, docx: (rendered - assembled) / 1000 };
}

/** The worked example repeated until it has `records` records, each copy with ids of its own. */
function manyRecords(records: number): PacketInput {
  const example = JSON.parse(
    readFileSync(projectFile('libs/briefing/fixtures/worked-example.json'), 'utf8'),
  ) as PacketInput;
  const input: PacketInput = { ...example, records: [], matters: [] };
  for (let copy = 0; input.records.length < records; copy++) {
    const id = (recordId: string): string => `${recordId}-${copy}`;
    for (const record of example.records) input.records.push({ ...record, recordId: id(record.recordId) });
    for (const matter of example.matters) {
      input.matters.push({
        ...matter,
        matterId: id(matter.matterId),
        records: matter.records.map(id),
        originGroups: matter.originGroups.map((group) => group.map(id)),
      });
    }
  }
  return input;
}
