import {
  codeOf,
  codeTable,
  type Disposition,
  type Finding,
  type Handling,
  type SourceFields,
  type StatementStatus,
} from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';

/** What a way of handling means. */
interface DisposalMeaning {
  status: StatementStatus;
  running: boolean;
  result: string;
  weight: number;
}

const MEANINGS: ReadonlyMap<string, DisposalMeaning> = new Map(
  csvRows(readProjectFile('libs/department-case-management/data/disposals.csv')).map((row) => [
    row.code ?? '',
    {
      status: row.status as StatementStatus,
      running: row.running === '1',
      result: row.result ?? '',
      weight: Number(row.weight),
    },
  ]),
);

/** Where one person's matter stands, or a whole clue's. */
export interface Standing {
  status: StatementStatus;
  running: boolean;
  disposition: Disposition;
  weight: number;
}

const TIMES = [3, 2, 1] as const;
const UNTOUCHED: Standing = {
  status: 'ALLEGED',
  running: false,
  disposition: { stage: '未处置', way: '0' },
  weight: 3,
};

/** The last of the three disposals that says anything is the present one. */
function currentDisposal(person: SourceFields, warnings: Finding[]): Standing {
  for (const n of TIMES) {
    const first = person.text(`disposal${n}Level1`);
    const second = person.text(`disposal${n}Level2`);
    if (first === undefined && second === undefined) continue;
    const way = codeOf('T07', first, `disposal${n}Level1`, warnings);
    const detail = codeOf('T07', second, `disposal${n}Level2`, warnings);
    const meaning = MEANINGS.get(detail ?? way ?? '') ?? MEANINGS.get(way ?? '');
    const approvedDate = person.day(`disposal${n}ApprovedAt`);
    const parent = detail === undefined ? undefined : codeTable('T07').get(detail)?.parent;
    const chosen = way ?? (parent === '' ? undefined : parent);
    return {
      status: meaning?.status ?? 'ALLEGED',
      running: meaning?.running ?? false,
      weight: meaning?.weight ?? 3,
      disposition: {
        stage: [first, second].filter(Boolean).join('：').slice(0, 60),
        ...(chosen === undefined ? {} : { way: chosen }),
        ...(approvedDate === undefined ? {} : { approvedDate }),
        ...(meaning?.result ? { result: meaning.result } : {}),
      },
    };
  }
  return UNTOUCHED;
}

/** State of a clue: that of the person whose handling weighs most, so that one running check governs all. */
export function standingOf(persons: readonly SourceFields[], warnings: Finding[]): Standing {
  const standings = persons.map((person) => currentDisposal(person, warnings));
  return standings.reduce((top, next) => (next.weight > top.weight ? next : top), standings[0] ?? UNTOUCHED);
}

const BY_ORDER: ReadonlySet<string> = new Set(['07', '08']);

/** Use of a record: running and not public → nobody may touch it; given by a superior or a leader → leaders only. */
export function handlingOf(
  running: boolean,
  isPublic: boolean | undefined,
  assigned: boolean,
  source: string,
): Handling {
  if (running && isPublic !== true) return 'AVOID';
  return assigned || BY_ORDER.has(source) ? 'LEADER_ONLY' : 'GENERAL';
}
