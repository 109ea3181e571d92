import type { Statements } from '#libs/persistence';
import type { UnitEntry, UnitEvent } from '#libs/text';

type Reader = Pick<Statements, 'query'>;

/** Units with their dated aliases. */
export async function loadUnits(statements: Reader): Promise<UnitEntry[]> {
  const rows = await statements.query<Record<string, string | null>>('SELECT * FROM unit ORDER BY unit_id');
  const aliasRows = await statements.query<Record<string, string>>(
    'SELECT * FROM unit_alias ORDER BY unit_id, alias, valid_from',
  );
  const aliases = groupBy(aliasRows, (row) => row.unit_id ?? '');
  return rows.map((row) => ({
    unitId: row.unit_id ?? '',
    name: row.name ?? '',
    ...(row.uscc ? { uscc: row.uscc } : {}),
    division: row.division ?? '',
    ...(row.category ? { category: row.category } : {}),
    ...(row.parent_id ? { parentId: row.parent_id } : {}),
    ...(row.valid_from ? { validFrom: row.valid_from } : {}),
    ...(row.valid_to ? { validTo: row.valid_to } : {}),
    aliases: (aliases.get(row.unit_id ?? '') ?? []).map((alias) => ({
      alias: alias.alias ?? '',
      kind: alias.kind ?? '',
      ...(alias.decision_id ? { decisionId: alias.decision_id } : {}),
      ...(alias.valid_from ? { validFrom: alias.valid_from } : {}),
      ...(alias.valid_to ? { validTo: alias.valid_to } : {}),
    })),
  }));
}

/** Reorganisations in the order they happened. */
export async function loadUnitEvents(statements: Reader): Promise<UnitEvent[]> {
  const rows = await statements.query<Record<string, string | null>>(
    'SELECT * FROM unit_event ORDER BY date, event_id',
  );
  return rows.map((row) => ({
    type: row.type as UnitEvent['type'],
    date: row.date ?? '',
    from: JSON.parse(row.from_units ?? '[]') as string[],
    to: JSON.parse(row.to_units ?? '[]') as string[],
    functions: JSON.parse(row.functions ?? '[]') as string[],
    ...(row.note ? { note: row.note } : {}),
  }));
}

/** Values of `items` by key, in their order. */
export function groupBy<K, V>(items: Iterable<V>, key: (item: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
