import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createRound, importRegistry, importRoster, listRounds, readTable, type TableRow } from '#libs/aggregation';
import type { Department } from '#libs/contracts';
import { DEPARTMENTS, type Hub } from '#libs/embedded';
import { AppError } from '#libs/kernel';

/** A folder of sample files: one folder a department, and `registry` with the office's own tables. */
export interface SampleFolder {
  departments: { department: Department; files: string[] }[];
  tables: TableRow[][];
  round?: SampleRound;
}

/** The round that the samples belong to (`registry/round.csv`). Days are `YYYY-MM-DD`. */
export interface SampleRound {
  id: string;
  start: string;
  reviewFrom?: string;
  /** 材料截止日: the day on which the demo stands. */
  asOf?: string;
  units: string[];
}

const REGISTRY = 'registry';
/** Annotated copies and what editors leave behind are no input. */
const NO_INPUT = /^[.~]|\.错误标注\./u;
/** Units, then aliases and events about them, then people; the round last. */
const ORDER: readonly [string, RegExp][] = [
  ['units', /^name$/u],
  ['aliases', /^alias$/u],
  ['events', /^functions$/u],
  ['roster', /^isFirstLeader$/u],
];

/** What lies in `folder`. @throws AppError `E-SAMPLES` when it holds no department's folder */
export async function openSamples(folder: string): Promise<SampleFolder> {
  const departments = DEPARTMENTS.map((department) => ({ department, files: filesIn(join(folder, department.name)) }));
  if (departments.every(({ files }) => files.length === 0)) {
    const names = DEPARTMENTS.map(({ name }) => name).join('、');
    throw new AppError('E-SAMPLES', 'invalid', `样本目录里没有部门文件：${folder}`, `每个部门一个子目录：${names}`);
  }
  const tables: TableRow[][] = [];
  for (const file of filesIn(join(folder, REGISTRY))) tables.push(await readTable(file));
  const round = tables.map((rows) => roundOf(rows[0])).find((found) => found !== undefined);
  return {
    departments,
    tables: ORDER.flatMap(([, column]) => tables.filter((rows) => kindOf(rows) === column)),
    ...(round ? { round } : {}),
  };
}

function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !NO_INPUT.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}

const kindOf = (rows: readonly TableRow[]): RegExp | undefined =>
  ORDER.find(([, column]) => Object.keys(rows[0] ?? {}).some((name) => column.test(name)))?.[1];

function roundOf(row: TableRow | undefined): SampleRound | undefined {
  if (!row?.roundId || !row.start) return undefined;
  const { roundId, start, reviewFrom, asOf, units = '' } = row;
  return {
    id: roundId,
    start,
    ...(reviewFrom ? { reviewFrom } : {}),
    ...(asOf ? { asOf } : {}),
    units: units.split(/[;；]/u).filter(Boolean),
  };
}

/** Loads the office's tables and makes the round where it is not there yet. Gives the targets in the order of the round. */
export async function loadOffice(hub: Pick<Hub, 'db' | 'clock'>, samples: SampleFolder): Promise<string[]> {
  for (const rows of samples.tables) {
    await hub.db.transaction(async (statements) => {
      if (Object.hasOwn(rows[0] ?? {}, 'isFirstLeader')) await importRoster(statements, rows);
      else await importRegistry(statements, rows);
    });
  }
  const { round } = samples;
  if (!round) return unitsWithLeader(samples);
  const { id, start, reviewFrom, units } = round;
  const at = hub.clock.now().toISOString();
  await hub.db.transaction(async (statements) => {
    if ((await listRounds(statements)).some((known) => known.id === id)) return;
    await createRound(statements, { id, start, ...(reviewFrom ? { reviewFrom } : {}) }, units, at);
  });
  return units;
}

/** Without a round the targets are the units whose leading team is on the roster. */
const unitsWithLeader = (samples: SampleFolder): string[] => [
  ...new Set(
    samples.tables.flatMap((rows) => rows.filter((row) => Number(row.order) > 0).map((row) => row.unitId ?? '')),
  ),
];
