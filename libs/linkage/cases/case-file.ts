import type { Clue, DepartmentCode, DocKind, RefRelation } from '#libs/contracts';
import { readProjectFile } from '#libs/kernel';
import { normalizeDocumentNumber } from '#libs/text';
import type { LinkRecord } from '../src/types.js';

/** A record of a case file: what matters for linkage, the rest is filled in. `matter` is the truth. */
export interface CaseRecord {
  id: string;
  matter: string;
  department: DepartmentCode;
  channel: string;
  status?: Clue['statementStatus'];
  title: string;
  text: string;
  units?: string[];
  parents?: string[];
  persons?: {
    name: string;
    role?: Clue['persons'][number]['roleInMatter'];
    roster?: string;
    masked?: boolean;
    idHash?: string;
  }[];
  numbers?: [DocKind, string][];
  refs?: [string, string, RefRelation][];
  project?: string;
  parties?: string[];
  amount?: string;
  approx?: boolean;
  time?: [string, string, Clue['occurPrecision']];
  domain?: string;
  discipline?: string[];
  received: string;
  anonymous?: boolean;
}

function clueOf(item: CaseRecord): Clue {
  const [occurFrom, occurTo, occurPrecision] = item.time ?? [undefined, undefined, 'NONE' as const];
  return {
    docNumbers: (item.numbers ?? []).map(([kind, raw]) => ({ kind, raw, norm: normalizeDocumentNumber(raw) })),
    externalRefs: (item.refs ?? []).map(([dept, raw, relation]) => ({
      dept,
      raw,
      norm: normalizeDocumentNumber(raw),
      relation,
    })),
    title: item.title,
    summary: item.text.slice(0, 500),
    statementStatus: item.status ?? 'ALLEGED',
    units: (item.units ?? []).map((unitId) => ({
      raw: unitId === 'U12' ? '区住建局' : unitId,
      unitId,
      role: 'REFLECTED' as const,
    })),
    persons: (item.persons ?? []).map(({ name, masked, role }) => ({
      raw: name,
      name,
      masked: masked === true,
      roleInMatter: role ?? 'REFLECTED',
    })),
    discipline: item.discipline ?? [],
    offence: [],
    domain: item.domain ?? 'D99',
    ...(occurFrom === undefined ? {} : { occurFrom, occurTo: occurTo as string }),
    occurPrecision,
    ...(item.project === undefined ? {} : { project: item.project }),
    ...(item.amount === undefined
      ? {}
      : {
          amount: {
            min: item.amount,
            max: item.amount,
            currency: 'CNY',
            approx: item.approx === true,
            kind: 'INVOLVED' as const,
            raw: item.amount,
          },
        }),
    counterparties: (item.parties ?? []).map((name) => ({ name })),
    informant: {
      class: item.anonymous ? 'R5' : 'R1',
      verified: item.anonymous !== true,
      count: 1,
      joint: false,
      anonymous: item.anonymous === true,
      contactable: item.anonymous !== true,
    },
    sourceChannel: item.channel,
    receivedDate: item.received,
    evidence: [],
    handling: 'GENERAL',
    controlMark: 'WORK_SECRET',
    derived: [],
    protected: {
      fullText: item.text,
      idHashes: Object.fromEntries(
        (item.persons ?? []).flatMap(({ idHash }, index) => (idHash ? [[String(index), idHash]] : [])),
      ),
    },
  };
}

export const recordOf = (item: CaseRecord): LinkRecord => ({
  recordId: item.id,
  department: item.department,
  clue: clueOf(item),
  unitIds: item.units ?? [],
  unitParents: item.parents ?? [],
  persons: (item.persons ?? []).map(({ name, masked, roster }) => ({
    name,
    masked: masked === true,
    ...(roster === undefined ? {} : { rosterPersonId: roster }),
  })),
});

/** Records of `libs/linkage/cases/<file>`. */
export const caseRecords = (file: string): CaseRecord[] =>
  JSON.parse(readProjectFile(`libs/linkage/cases/${file}`)) as CaseRecord[];
