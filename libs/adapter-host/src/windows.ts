import type { Department, Finding, NormalizeContext, Refusal, RowPlace, SourceRecord } from '#libs/contracts';
import { type FitRecord, fitRecord } from './acceptance.js';
import { judge } from './judge.js';
import type { ReadRow } from './reading/read-item.js';
import type { RefusedRecord } from './refusals.js';

/** Rows of a stream, and of one long table, that are grouped together. Sheets of a workbook are held whole: they are joined. */
const STREAM_WINDOW = 500;
const TABLE_WINDOW = 20_000;
/** Rows that may wait for more rows of their record at the border of a window. */
const HELD_ROWS = 5000;

/** What the receipt says of a row beside its outcome. */
export interface RowNote extends Pick<ReadRow, 'cut' | 'warnings'> {
  place: RowPlace;
}

/** A record (or a row that is none) and what is known of it. `open` ones passed the guard and are still to be judged. */
export type WindowRecord = { rows: RowNote[] } & (
  | { is: 'open'; record: SourceRecord }
  | { is: 'refused'; refused: RefusedRecord }
  | { is: 'invalid'; findings: Finding[] }
  | { is: 'fit'; record: FitRecord }
);

/** Guards rows and groups them into records, window by window. Pure: it runs in the reading thread or in the one that writes. */
export class Windows {
  private pending: ReadRow[] = [];
  private size = STREAM_WINDOW;

  constructor(private readonly department: Pick<Department, 'guard' | 'assemble'>) {}

  /** A table says what it is before its first row, a stream after its last. */
  meetTable(): void {
    this.size = TABLE_WINDOW;
  }

  /** Takes rows; gives the records of a window once it is full. The rows of the last record wait: more of them may follow. */
  add(rows: readonly ReadRow[]): WindowRecord[] {
    for (const row of rows) this.pending.push(row);
    const alone = this.pending[0]?.row.place.sheet === '';
    return alone && this.pending.length >= this.size ? this.close(false) : [];
  }

  /** What is left when no more rows come. */
  end(): WindowRecord[] {
    return this.close(true);
  }

  private close(end: boolean): WindowRecord[] {
    const rows = this.pending;
    const out: WindowRecord[] = [];
    const sound: ReadRow[] = [];
    const refusals = new Map<string, Refusal>();
    for (const row of rows) {
      const own = [noteOf(row)];
      if (row.refusal) {
        const { kind, place, fields, absent } = row.row;
        const record = { kind, places: [place], fields, absent };
        const refused = { refusal: row.refusal, record, ...(row.digest ? { digest: row.digest } : {}) };
        out.push({ is: 'refused', rows: own, refused });
        continue;
      }
      const refusal = this.department.guard(row.row);
      if (refusal) refusals.set(placeKey(row.row.place), refusal);
      if (refusal || row.errors.length === 0) sound.push(row);
      else out.push({ is: 'invalid', rows: own, findings: row.errors });
    }
    const byPlace = new Map(rows.map((row) => [placeKey(row.row.place), row]));
    const rowsOf = ({ places }: Pick<SourceRecord, 'places'>): ReadRow[] =>
      places.map((place) => byPlace.get(placeKey(place)) as ReadRow);
    const records = this.department.assemble(sound.map((row) => row.row));
    this.pending = end ? [] : rowsOf({ places: holdLast(records, sound) });
    for (const record of records) {
      const own = rowsOf(record).map(noteOf);
      const refusal = record.places.map((place) => refusals.get(placeKey(place))).find((found) => found);
      if (refusal) out.push({ is: 'refused', rows: own, refused: { refusal, record } });
      else out.push({ is: 'open', rows: own, record });
    }
    return out;
  }
}

/** Judges an open record; any other stays as it is. */
export function settled(
  department: Department,
  one: WindowRecord,
  context: NormalizeContext,
): Exclude<WindowRecord, { is: 'open' }> {
  if (one.is !== 'open') return one;
  const { rows, record } = one;
  const judgement = judge(department, record, context);
  if (judgement.outcome === 'invalid') return { is: 'invalid', rows, findings: judgement.findings };
  return { is: 'fit', rows, record: fitRecord(record, judgement.normalized, judgement.quality) };
}

const noteOf = ({ row, cut, warnings }: ReadRow): RowNote => ({ place: row.place, cut, warnings });

const placeKey = (place: RowPlace): string => `${place.sheet}\u0000${place.row}`;

/** Takes the record of the last row out, as more of its rows may follow, and gives its places. A record of very many rows does not wait. */
function holdLast(records: SourceRecord[], sound: readonly ReadRow[]): RowPlace[] {
  const last = sound.at(-1);
  if (!last) return [];
  const key = placeKey(last.row.place);
  const at = records.findLastIndex(({ places }) => places.some((place) => placeKey(place) === key));
  const places = records[at]?.places ?? [];
  if (places.length > HELD_ROWS) return [];
  records.splice(at, 1);
  return places;
}
