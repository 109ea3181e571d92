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
  /** Columns that only this table has, for instance `discipline` of T06 or `sourceVersion` of the methods. */
  extra: Readonly<Record<string, string>>;
}

/** The form in which labels are compared: NFKC (full-width brackets, digits), no blanks. */
const labelKey = (value: string): string => value.normalize('NFKC').replace(/\s+/gu, '');

/** A code table of the domain (T01–T20), read from `libs/contracts/tables/<id>.csv`. */
export class CodeTable {
  readonly entries: readonly CodeEntry[];
  private readonly byCode = new Map<string, CodeEntry>();
  private readonly byLabel = new Map<string, CodeEntry>();

  constructor(
    readonly id: string,
    rows: Record<string, string>[],
  ) {
    this.entries = rows.map(({ code = '', label = '', sort, validFrom = '', validTo = '', parent = '', ...rest }) => {
      const { synonyms = '', ...extra } = rest;
      return {
        code,
        label,
        sort: Number(sort),
        validFrom,
        validTo,
        parent,
        synonyms: synonyms.split(';').filter(Boolean),
        extra,
      };
    });
    for (const entry of this.entries) {
      this.byCode.set(entry.code, entry);
      for (const label of [entry.label, ...entry.synonyms].map(labelKey))
        if (!this.byLabel.has(label)) this.byLabel.set(label, entry);
    }
  }

  /** The entry of a code, or nothing. */
  get(code: string): CodeEntry | undefined {
    return this.byCode.get(code);
  }

  /** The entry whose code, label or synonym `value` is (blanks ignored), or nothing: never a guess. */
  find(value: string): CodeEntry | undefined {
    const key = labelKey(value);
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
