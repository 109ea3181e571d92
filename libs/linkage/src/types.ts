import type { Clue, DatePrecision, DepartmentCode, DocKind, StatementStatus } from '#libs/contracts';

/** One record as the aggregator knows it: the normalised clue and what registry and roster resolved. */
export interface LinkRecord {
  /** Content-derived (`recordIdOf`), the same for every version. */
  recordId: string;
  department: DepartmentCode;
  clue: Clue;
  /** Units as they are called now; empty where nothing was resolved. */
  unitIds: string[];
  /** Parents, children and successors of these units. */
  unitParents: string[];
  persons: LinkPerson[];
}

export interface LinkPerson {
  name: string;
  masked: boolean;
  rosterPersonId?: string;
  unitId?: string;
}

export interface PersonFeature {
  name: string;
  /** Toneless pinyin, surname readings respected; of a masked name the surname only. */
  pinyin: string;
  masked: boolean;
  rosterPersonId?: string;
  unitId?: string;
  /** Keyed digest of the ID number: comparable within one department only. */
  idHash?: string;
}

/** PROJECT, ESTATE, SCHOOL, VILLAGE, COMPANY, MARKET say what; PLACE (roads, towns, stations) says where. */
export interface Thing {
  name: string;
  kind: string;
  place: boolean;
  /** Named in the title or in a field of its own: what the record is about. */
  leading?: boolean;
  /** Part of the name of a unit of the record: with equal units it is no second witness. */
  ofUnit?: boolean;
}

export interface RefFeature {
  norm: string;
  relation: string;
  dept?: string;
}

/** What of a record is compared, normalised once. Plain data: JSON and back gives the same pair scores. */
export interface Features {
  normVersion: string;
  recordId: string;
  department: DepartmentCode;
  channel: string;
  status: StatementStatus;
  /** SHA-256 of the text without frame, punctuation and blanks. */
  fingerprint: string;
  /** Punctuation-free text. */
  title: string;
  body: string;
  /** The same without names, units, persons and figures, parts kept apart by a blank. */
  titleCore: string;
  bodyCore: string;
  /** Title and body in plain parts with a blank where a sentence or clause ends; the body without the title it repeats. */
  head: string;
  lines: string;
  /** Content words of title and body without names, sorted. */
  words: string[];
  /** Content words of the title with whatever names are in it, sorted. */
  headWords: string[];
  /** Concepts that title and body name, and those of the title alone, sorted. */
  concepts: string[];
  headConcepts: string[];
  /** County-level divisions and cities that the texts name, sorted. */
  divisions: string[];
  acts: string[];
  things: Thing[];
  units: string[];
  unitParents: string[];
  usccs: string[];
  persons: PersonFeature[];
  /** Numbers that name one record. */
  numbers: { kind: DocKind; norm: string }[];
  /** Numbers of papers that hold many findings. */
  papers: string[];
  refs: RefFeature[];
  /** Plain titles in 《》: an earlier letter is named so. */
  quotes: string[];
  contractNo?: string;
  domain: string;
  disciplines: string[];
  /** Fen. `max` is missing for an open end. */
  amount?: { min: number; max?: number; approx: boolean };
  /** Days since 1970-01-01, both ends included. */
  time?: { from: number; to: number; precision: DatePrecision; relative: boolean };
  /** Day of the letter, else of receipt. */
  day: number;
}

/** Frequencies over distinct texts, frozen: the same pair has the same score as long as the epoch stands. */
export interface Epoch {
  version: string;
  normVersion: string;
  modelVersion: string;
  /** Distinct texts counted. */
  contents: number;
  /** `contents` and the background: what rarity is measured against. */
  n0: number;
  units: Record<string, number>;
  names: Record<string, number>;
  amounts: Record<string, number>;
  things: Record<string, number>;
  acts: Record<string, number>;
  /** Names that the texts themselves show to be names, and in how many texts each stands. */
  lexicon: Record<string, number>;
  /** Hash, count, hash, count … of what occurs more than once. */
  titleGrams: number[];
  /** The same for the grams of whole titles, names included: what title keys are worth. */
  titleKeys: number[];
  bodyGrams: number[];
  words: number[];
  /** Body grams that are form and not content. */
  boilerplate: number[];
}

export type KeyLevel = 'K0' | 'K1' | 'K2' | 'K3' | 'K3W' | 'LSH' | 'FP' | 'NUM';

/**
 * A blocking key. K3 are title grams, K3W rare words of the body: both count only by their sum. NUM are numbers:
 * they pair letters of one origin, whoever stands for their texts.
 */
export interface Key {
  /** A whole number below 2^52. */
  hash: number;
  level: KeyLevel;
  /** Rarity in 1/100 bit under the epoch; 0 where it does not count. */
  rarity: number;
}

/** One line of the explanation; all bars of a pair add up to its score. */
export interface Bar {
  field: string;
  level: string;
  /** 1/100 bit. */
  bits: number;
  ruleId: string;
}

export type MatterRelation = 'AUTO' | 'REVIEW' | 'RELATED' | 'DISTINCT';

export interface Comparison {
  /** Posterior odds in 1/100 bit. */
  score: number;
  bars: Bar[];
  relation: MatterRelation;
  /** Something strong agrees: without it a pair is never merged by itself. */
  anchor: boolean;
  /** Compared by their texts alone. */
  plain?: boolean;
  /** Why the pair is never merged by itself, whatever its score. */
  veto?: string;
}

export interface OriginEdge {
  relation: 'ORIGIN' | 'REVIEW' | undefined;
  reason: string;
}

export type DecisionKind = 'MUST' | 'CANNOT' | 'UNSURE';

/** An officer's standing word on a pair of records. */
export interface PairDecision {
  a: string;
  b: string;
  kind: DecisionKind;
}

export interface Edge {
  a: string;
  b: string;
  type: 'ORIGIN' | 'MATTER';
  relation: MatterRelation | 'ORIGIN';
  score: number;
  anchor: boolean;
  veto?: string;
  reason: string;
}

export type Scored = Pick<Comparison, 'score' | 'anchor' | 'veto' | 'plain'>;
export type PairScore = (a: string, b: string) => Scored;

/** One merge of the how-page: the smallest ids of both groups, their link and their weakest pair (1/100 bit). */
export interface MergeStep {
  a: string;
  b: string;
  link: number;
  weakest: number;
}
