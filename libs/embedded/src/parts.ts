import { INTAKE_MIGRATIONS } from '#libs/adapter-host';
import { AGGREGATION_MIGRATIONS } from '#libs/aggregation';
import { AppError } from '#libs/kernel';
import { Database, type DatabaseTarget, type Migration } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';

/** What a database is for: the whole hub in one, or one service's own. */
export type Part = 'intake' | 'aggregation';

const MIGRATIONS: Readonly<Record<Part, readonly Migration[]>> = {
  intake: INTAKE_MIGRATIONS,
  aggregation: AGGREGATION_MIGRATIONS,
};

/** Tables of a database with `parts`, in order. */
export const migrationsOf = (parts: readonly Part[]): readonly Migration[] => [
  ...SECURITY_MIGRATIONS,
  ...parts.flatMap((part) => MIGRATIONS[part]),
];

/** The parts of the whole hub. */
export const HUB_PARTS: readonly Part[] = ['intake', 'aggregation'];

/** Every table of the hub, in order. */
export const HUB_MIGRATIONS = migrationsOf(HUB_PARTS);

/**
 * The parts that the database at `target` has. One on a server may be that of an adapter or of the aggregator, which has to stay so;
 * an empty one becomes the whole hub's.
 */
export async function partsOf(target: DatabaseTarget): Promise<readonly Part[]> {
  if (typeof target === 'string') return HUB_PARTS;
  const states = await Database.migrationStates(target, HUB_MIGRATIONS);
  const applied = new Set(states.flatMap(({ name, state }) => (state === 'applied' ? [name] : [])));
  const found = HUB_PARTS.filter((part) =>
    MIGRATIONS[part].some((migration) => applied.has(new migration().name ?? '')),
  );
  return found.length === 0 ? HUB_PARTS : found;
}

const MISSING: Readonly<Record<Part, string>> = {
  intake: '这是汇集服务的数据库，没有收件和待送事件',
  aggregation: '这是一个适配器的数据库，没有汇集的事项和隔离区',
};

/** @throws AppError `E-DB-PART` where `parts` lack `part` */
export function needPart(parts: readonly Part[], part: Part): void {
  if (parts.includes(part)) return;
  const other = part === 'intake' ? '适配器' : '汇集服务';
  throw new AppError('E-DB-PART', 'invalid', MISSING[part], `把 HUB_DATABASE 指向${other}的数据库`);
}
