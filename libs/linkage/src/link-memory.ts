import type { Edge, Features } from './types.js';

/** A record as it was linked. */
export interface Linked {
  recordId: string;
  /** Names these features of the record: a record that changed has another place. */
  place: number;
  /** Equal for records whose texts and facts are equal; of a record that officers decided on its own. */
  contentKey: string;
  /** The record that stands for it: itself, or the smallest one of equal content. */
  representative: string;
  features: Features;
}

/** A dead key: more records carry it than the cap allows. */
export interface Crowd {
  carriers: number;
  /** The smallest record among them: the one that is held against every other. */
  first: string;
}

/**
 * What was linked before, as a step of linkage asks for it. Each question is for many at once, and none
 * for everything: a step costs what it touches, not what there is.
 */
export interface LinkMemory {
  byRecord(recordIds: readonly string[]): Promise<Linked[]>;
  byPlace(places: readonly number[]): Promise<Linked[]>;
  /** Of the given records, those that are linked. */
  known(recordIds: readonly string[]): Promise<string[]>;
  /** The smallest record of each content that there is. */
  heads(contentKeys: readonly string[]): Promise<Map<string, string>>;
  /** All records of a content. */
  ofContent(contentKey: string): Promise<Linked[]>;
  /** Records that stand behind others, by the one they stand behind; each stands behind itself too. */
  behind(representatives: readonly string[]): Promise<Map<string, string[]>>;
  /** Places that carry each key, all of them. */
  carriers(keys: readonly number[]): Promise<Map<number, number[]>>;
  /** Of the given keys, those that are dead. */
  crowds(keys: readonly number[]): Promise<Map<number, Crowd>>;
  /** Edges that have one of the records at an end. */
  edges(recordIds: readonly string[]): Promise<Edge[]>;
}

/** What a step changes. All of it is written together or not at all. */
export interface LinkChanges {
  /** New, changed, or behind another record than before. */
  linked: Linked[];
  /** As they were before they changed or went. */
  gone: Linked[];
  keys: { added: KeyRow[]; removed: KeyRow[] };
  /** Keys that died, revived (undefined) or stayed dead with another count. */
  crowds: Map<number, Crowd | undefined>;
  edges: { added: Edge[]; removed: Edge[] };
  /** Every cluster that may have changed, whole; members sorted by id. */
  clusters: { id: string; members: string[] }[];
  /** Root of origin of every record in these clusters. */
  origins: Map<string, string>;
  clashes: { a: string; b: string }[];
  /** Pairs that were scored because they share enough keys. */
  candidates: number;
}

export interface KeyRow {
  key: number;
  place: number;
}
