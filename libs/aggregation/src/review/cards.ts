import type { PlacedRecord } from '../known-record.js';
import { reachOfMatter } from '../reach.js';
import type { Registries } from '../registries.js';
import { groupBy } from '../registry.js';

/** What an officer of the office sees of a record when judging it. */
export interface RecordCard {
  recordId: string;
  matterId: string;
  department: string;
  sourceRecordId: string;
  version: number;
  /** The matter is not for everybody at the desk: nothing of its content is shown. */
  restricted: boolean;
  title?: string;
  units?: string[];
  amount?: string;
  /** `from/to` of the event. */
  time?: string;
  receivedDate?: string;
  status?: string;
}

/** Cards by record. The most restrictive record of a matter governs all that are given of it. */
export function cardsOf(records: Iterable<PlacedRecord>, registries: Registries): Map<string, RecordCard> {
  const names = new Map(registries.units.map(({ unitId, name }) => [unitId, name]));
  const matters = groupBy([...records], (record) => record.matterId);
  const cards = [...matters.values()].flatMap((members) => {
    const restricted = reachOfMatter(members) !== 'GENERAL';
    return members.map((record) => ({ ...headOf(record), restricted, ...(restricted ? {} : bodyOf(record, names)) }));
  });
  return new Map(cards.map((card) => [card.recordId, card]));
}

const headOf = ({ recordId, matterId, department, sourceRecordId, version }: PlacedRecord) => ({
  recordId,
  matterId,
  department,
  sourceRecordId,
  version,
});

function bodyOf({ clue, resolution }: PlacedRecord, names: ReadonlyMap<string, string>): Partial<RecordCard> {
  const units = resolution.units.flatMap(({ match }) => match.unitNow ?? match.unitId ?? []);
  const { occurFrom, occurTo } = clue;
  return {
    title: clue.title,
    units: [...new Set(units)].map((id) => names.get(id) ?? id),
    ...(clue.amount ? { amount: clue.amount.raw } : {}),
    ...(occurFrom || occurTo ? { time: [occurFrom, occurTo].filter(Boolean).join('/') } : {}),
    receivedDate: clue.receivedDate,
    status: clue.statementStatus,
  };
}
