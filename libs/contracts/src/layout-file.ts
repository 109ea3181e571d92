import { csvRows, readProjectFile } from '#libs/kernel';
import type { Column, ColumnType, Layout } from './department.js';

/** What a layout says beside its columns. */
export type LayoutHead = Omit<Layout, 'columns'>;

const list = (cell: string | undefined): string[] => (cell ?? '').split('|').filter(Boolean);

function column(row: Record<string, string>): Column {
  return {
    field: row.field ?? '',
    headers: list(row.headers),
    type: (row.type ?? 'text') as ColumnType,
    ...(row.required === '1' ? { required: true } : {}),
    ...(row.drop ? { drop: row.drop } : {}),
    ...(row.flag ? { flag: row.flag } : {}),
    ...(row.table ? { table: row.table } : {}),
    ...(row.freeText === '1' ? { freeText: true } : {}),
    ...(row.neighbour ? { neighbour: row.neighbour } : {}),
  };
}

/**
 * Layouts whose columns stand in a CSV file of the project
 * (`layout,field,headers,type,required,drop,flag,table,freeText,neighbour`; headers parted by `|`, Chinese label first).
 * Throws when a layout has no column there: a wrong name is found at start, not at the first file.
 */
export function layoutsFromFile(path: string, heads: readonly LayoutHead[]): Layout[] {
  const rows = csvRows(readProjectFile(path));
  return heads.map((head) => {
    const columns = rows.filter((row) => row.layout === head.kind).map(column);
    if (columns.length === 0) throw new Error(`no columns of layout ${head.kind} in ${path}`);
    return { ...head, columns };
  });
}
