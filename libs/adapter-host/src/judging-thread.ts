import type { Department, NormalizeContext } from '#libs/contracts';
import type { ReadItem } from './reading/read-item.js';
import { settled, type WindowRecord, Windows } from './windows.js';

/** How a reading thread finds the department again, and what it needs to judge: functions cannot be sent. */
export interface Judging extends NormalizeContext {
  /** Specifier of the department's lib. */
  lib: string;
  name: string;
}

/** Records of a stream that were grouped, and some of them judged, in the reading thread. */
export interface WindowItem {
  type: 'window';
  records: WindowRecord[];
}

/** Records sent at once, and judged without looking whether the writer waits. */
const PER_ITEM = 200;
const PER_LOOK = 25;

/**
 * Groups and judges what was read, in the thread that reads, as long as the writer has work; it judges the rest itself, so that
 * both threads end together. Rows of a workbook go on as they are: its sheets are joined as a whole.
 */
export async function* judgedItems(
  items: AsyncIterable<ReadItem>,
  judging: Judging,
  isWriterBusy: () => Promise<boolean>,
): AsyncGenerator<ReadItem | WindowItem> {
  const department = await find(judging);
  const windows = new Windows(department);
  const judged = async function* (records: WindowRecord[]): AsyncGenerator<WindowItem> {
    if (records.length > PER_ITEM) records.sort((a, b) => rowOf(a) - rowOf(b));
    for (let start = 0; start < records.length; start += PER_ITEM) {
      const part = records.slice(start, start + PER_ITEM);
      for (let at = 0; at < part.length && (await isWriterBusy()); at += PER_LOOK)
        for (let each = at; each < Math.min(at + PER_LOOK, part.length); each++)
          part[each] = settled(department, part[each] as WindowRecord, judging);
      yield { type: 'window', records: part };
    }
  };
  for await (const item of items) {
    if (item.type === 'rows' && item.rows[0]?.row.place.sheet === '') yield* judged(windows.add(item.rows));
    else {
      if (item.type === 'sheet') windows.meetTable();
      yield item;
    }
  }
  yield* judged(windows.end());
}

const rowOf = ({ rows: [first] }: WindowRecord): number => first?.place.row ?? 0;

async function find({ lib, name }: Judging): Promise<Department> {
  const face = (await import(lib)) as Record<string, Partial<Department>>;
  const found = Object.values(face).find((value) => value.name === name && value.assemble !== undefined);
  if (!found) throw new Error(`${lib} has no department ${name}`);
  return found as Department;
}
