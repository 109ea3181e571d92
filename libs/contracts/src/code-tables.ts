import { csvRows, readProjectFile } from '#libs/kernel';

/** One value of a code table. `validFrom`/`validTo` are `YYYY-MM-DD`, empty when unbounded; `parent` is a code of the same table. */
export interface CodeEntry {
  code: string;
  label: string;
  sort: number;
  validFrom: string;
  validTo: string;
  parent: string;
  /** Other spellings that departments write for the same value. */
  synonyms: string[];
}

/** A code table of the domain (T01–T20), read from `libs/contracts/tables/<id>.csv`. */
export class CodeTable {
  readonly entries: readonly CodeEntry[];
  private readonly byCode = new Map<string, CodeEntry>();
  private readonly byLabel = new Map<string, CodeEntry>();

  constructor(
    readonly id: string,
    rows: Record<string, string>[],
  ) {
    this.entries = rows.map((row) => ({
      code: row.code ?? '',
      label: row.label ?? '',
      sort: Number(row.sort),
      validFrom: row.validFrom ?? '',
      validTo: row.validTo ?? '',
      parent: row.parent ?? '',
      synonyms: (row.synonyms ?? '').split(';').filter(Boolean),
    }));
    for (const entry of this.entries) {
      this.byCode.set(entry.code, entry);
      for (const label of [entry.label, ...entry.synonyms])
        if (!this.byLabel.has(label)) this.byLabel.set(label, entry);
    }
  }

  /** The entry of a code, or nothing. */
  get(code: string): CodeEntry | undefined {
    return this.byCode.get(code);
  }

  /** The entry whose code, label or synonym `value` is (blanks ignored), or nothing: never a guess. */
  find(value: string): CodeEntry | undefined {
    const key = value.normalize('NFKC').replace(/\s+/gu, '');
    return this.byCode.get(key) ?? this.byLabel.get(key) ?? this.byCode.get(key.toUpperCase());
  }

  /** Label of a code; the code itself where the table does not know it. */
  label(code: string): string {
    return this.byCode.get(code)?.label ?? code;
  }

  /** Sort position of a code, last for unknown codes. */
  sort(code: string): number {
    return this.byCode.get(code)?.sort ?? Number.MAX_SAFE_INTEGER;
  }
}

const cache = new Map<string, CodeTable>();

/** The table `id`, for instance `T03` or `T07c`. */
export function codeTable(id: string): CodeTable {
  let table = cache.get(id);
  if (!table) {
    table = new CodeTable(id, csvRows(readProjectFile(`libs/contracts/tables/${id}.csv`)));
    cache.set(id, table);
  }
  return table;
}
