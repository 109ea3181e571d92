import { readTable, type TableRow } from '#libs/aggregation';
import { DEPARTMENTS, type Hub } from '#libs/embedded';
import type { LabelledPair } from '#libs/evaluation';
import { AppError } from '#libs/kernel';
import type { Truth } from './figures.js';
import { recordIds } from './linked-hub.js';

/** A file of officers' labels: pairs, or the matter of each record. */
export interface Labels {
  truth: Truth;
  /** Rows that name no record of this hub. */
  unknown: number;
}

const SAME = /^(是|1|true|y|yes|同一|同一事项)$/iu;
const OTHER = /^(否|0|false|n|no|不同|不同事项)$/iu;

/**
 * Reads `recordA,recordB,same` or `sourceRecordId,matter`. A record is `DEPARTMENT:number` as `matters` lists it,
 * or the number alone where only one department has it.
 * @throws AppError `E-LABELS` for another header, for an answer that is neither 是 nor 否, or where no record is known
 */
export async function readLabels(hub: Hub, path: string): Promise<Labels> {
  const rows = await readTable(path);
  const header = new Set(Object.keys(rows[0] ?? {}));
  const find = finder(await recordIds(hub));
  if (['recordA', 'recordB', 'same'].every((column) => header.has(column))) return pairsOf(rows, find);
  if (['sourceRecordId', 'matter'].every((column) => header.has(column))) return mattersOf(rows, find);
  throw new AppError(
    'E-LABELS',
    'invalid',
    '标注文件的表头不对',
    '表头应为 recordA,recordB,same 或 sourceRecordId,matter',
  );
}

type Find = (name: string) => string | undefined;

/** Record id by `DEPARTMENT:number` or by the number alone. */
function finder(ids: ReadonlyMap<string, string>): Find {
  const alone = new Map<string, string | undefined>();
  for (const [key, id] of ids) {
    const number = key.slice(key.indexOf('|') + 1);
    alone.set(number, alone.has(number) ? undefined : id);
  }
  return (name) => {
    const [, code = '', number = ''] = /^([A-Z]{3})[:：](.+)$/u.exec(name) ?? [];
    return DEPARTMENTS.some((department) => department.code === code) ? ids.get(`${code}|${number}`) : alone.get(name);
  };
}

function pairsOf(rows: readonly TableRow[], find: Find): Labels {
  const pairs: LabelledPair[] = [];
  for (const [index, row] of rows.entries()) {
    const [a, b, said] = [find(row.recordA ?? ''), find(row.recordB ?? ''), row.same ?? ''];
    if (!SAME.test(said) && !OTHER.test(said))
      throw new AppError(
        'E-LABELS',
        'invalid',
        `标注第 ${index + 1} 行 same 读不懂`,
        '应填“是”或“否”；没有把握的不要写入',
      );
    if (a !== undefined && b !== undefined && a !== b) pairs.push({ a, b, same: SAME.test(said) });
  }
  return known({ pairs }, pairs.length, rows.length);
}

function mattersOf(rows: readonly TableRow[], find: Find): Labels {
  const matters = new Map<string, string>();
  for (const row of rows) {
    const id = find(row.sourceRecordId ?? '');
    if (id !== undefined && row.matter) matters.set(id, row.matter);
  }
  return known({ matters }, matters.size, rows.length);
}

function known(truth: Truth, found: number, rows: number): Labels {
  if (found === 0)
    throw new AppError(
      'E-LABELS',
      'invalid',
      '标注中的记录在本枢纽里一条也找不到',
      '按 matters 列出的“部门:编号”填写，例如 PET:202300000000123',
    );
  return { truth, unknown: rows - found };
}

/** Every pair that the labels speak of: the named ones, or all pairs of labelled records. */
export function labelledPairs({ matters, pairs }: Truth): LabelledPair[] {
  if (!matters) return [...(pairs ?? [])];
  const records = [...matters];
  return records.flatMap(([a, x], at) => records.slice(0, at).map(([b, y]) => ({ a, b, same: x === y })));
}
