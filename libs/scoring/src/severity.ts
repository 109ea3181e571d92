import type { Clue, ClueAmount, CluePerson, Severity } from '#libs/contracts';
import type { CheckContext, MatterFacts, PersonFact } from './context.js';
import { postClass } from './posts.js';
import { isObject } from './who.js';

/** Name and version of the rubric of severity. */
export const SEVERITY_RUBRIC = 'SEV-1.0';

/** Nobody is named (有关领导): the unit's points, unless another record of the matter names somebody. */
const NOBODY = 0;
const UNIT_ONLY = 12;
const STAFF = 10;
const KEY_POST = 18;
const TEAM_MEMBER = 24;
const FIRST_LEADER = 30;

const NATURE: Readonly<Record<string, number>> = { '1': 28, '2': 20, '3': 25, '4': 24, '5': 14, '6': 10 };
const DUTY_CRIME = 30;
/** 非职务犯罪 and 职务违法 are no duty crimes. */
const NO_DUTY_CRIME = /^4[HV]/u;

/** 一把手, by the record's own code, else by the roster, else by the post as written. */
function isFirstLeader(person: CluePerson, fact: PersonFact | undefined): boolean {
  if (fact?.firstLeader !== undefined) return fact.firstLeader;
  if (person.isFirstLeader) return person.isFirstLeader !== 'NO';
  return postClass(person.postNorm ?? person.postRaw ?? '') === 'FIRST';
}

function personPoints(person: CluePerson, fact: PersonFact | undefined): number {
  if (isFirstLeader(person, fact)) return FIRST_LEADER;
  const post = postClass(person.postNorm ?? person.postRaw ?? '');
  const team = fact?.teamMember ?? person.isTeamMember ?? (post === 'TEAM' || post === 'FIRST');
  if (team) return TEAM_MEMBER;
  if (fact?.keyPost ?? post === 'HEAD') return KEY_POST;
  return !person.name && post === 'NONE' ? NOBODY : STAFF;
}

/** What one record puts into the parts that are taken as the highest of a matter. */
export interface SeverityParts {
  /** 0 where the record names nobody. */
  person: number;
  nature: number;
  mass: number;
  repeats: number;
  firstLeader: boolean;
}

function natureOf(clue: Clue): number {
  const crime = clue.offence.some((code) => code.startsWith('4') && !NO_DUTY_CRIME.test(code));
  return clue.discipline.reduce((best, code) => Math.max(best, NATURE[code] ?? 0), crime ? DUTY_CRIME : 0);
}

/** 来访 (T05a) */
const VISIT = '02';
/** 集体访 begins with five persons (信访工作条例). */
const GROUP = 5;

function massOf(clue: Clue, careFunds: boolean): number {
  const { petition, informant } = clue;
  const persons = Math.max(petition?.persons ?? 0, informant?.count ?? 0);
  if (careFunds || petition?.groupVisit || (petition?.form === VISIT && persons >= GROUP)) return 10;
  if (persons >= GROUP || informant?.joint) return 6;
  return clue.audit?.harmsMasses ? 3 : 0;
}

/** The parts of one record; `careFunds` as the prose says it. */
export function severityParts(clue: Clue, careFunds: boolean, context?: CheckContext): SeverityParts {
  let person = 0;
  let firstLeader = false;
  for (const [index, item] of clue.persons.entries()) {
    if (!isObject(item)) continue;
    const fact = context?.persons?.[index];
    person = Math.max(person, personPoints(item, fact));
    firstLeader ||= isFirstLeader(item, fact);
  }
  return {
    person,
    nature: natureOf(clue),
    mass: massOf(clue, careFunds),
    repeats: clue.repeatCount ?? 0,
    firstLeader,
  };
}

/** 0–20 by the steps of the 2016 interpretation on bribery (3万, 20万, 300万); 1万 suffices where care funds are concerned. */
function amountPoints(amount: ClueAmount | undefined, careFunds: boolean): number {
  const value = Number(amount?.min ?? amount?.max ?? 0);
  if (!(value > 0)) return 0;
  if (amount?.currency !== 'CNY') return 6;
  if (value >= 3_000_000) return 20;
  if (value >= 200_000) return 16;
  return value >= (careFunds ? 10_000 : 30_000) ? 12 : 6;
}

function repetitionPoints(origins: number, repeats: number): number {
  let byRepeats = 0;
  if (repeats >= 6) byRepeats = 6;
  else if (repeats >= 3) byRepeats = 4;
  return Math.min(10, Math.max(0, (origins - 1) * 4, byRepeats));
}

function levelOf(score: number): Severity['level'] {
  if (score >= 70) return 'HIGH';
  return score >= 40 ? 'MEDIUM' : 'LOW';
}

/** Severity by SEV-1.0 from the parts of a matter's records, the highest of each, and the amount it is ranked by. */
export function combineSeverity(
  parts: readonly SeverityParts[],
  facts: MatterFacts,
  amount: ClueAmount | undefined,
  careFunds: boolean,
): Severity {
  const highest = (pick: (part: SeverityParts) => number) =>
    parts.reduce((best, part) => Math.max(best, pick(part)), 0);
  const person = highest((part) => part.person) || UNIT_ONLY;
  const nature = highest((part) => part.nature);
  const mass = highest((part) => part.mass);
  const money = amountPoints(amount, careFunds);
  const repetition = repetitionPoints(facts.independentOrigins, facts.repeats ?? highest((part) => part.repeats));
  const score = person + nature + money + mass + repetition;
  return {
    rubric: SEVERITY_RUBRIC,
    score,
    level: levelOf(score),
    person,
    nature,
    amount: money,
    mass,
    repetition,
    firstLeader: parts.some((part) => part.firstLeader),
  };
}
