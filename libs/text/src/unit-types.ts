/** One body of the registry. */
export interface UnitEntry {
  unitId: string;
  name: string;
  uscc?: string;
  /** GB/T 2260, six digits (or longer for townships and villages). */
  division: string;
  category?: string;
  parentId?: string;
  /** Days `YYYY-MM-DD` between which the body, or a name of it, existed; both ends belong to it. */
  validFrom?: string;
  validTo?: string;
  /** `decisionId`: an officer said so. */
  aliases: { alias: string; kind?: string; validFrom?: string; validTo?: string; decisionId?: string }[];
}

/** A dated change of bodies. `from` and `to` hold unit ids; a body that the registry no longer lists may stand with its full name. */
export interface UnitEvent {
  type: 'RENAME' | 'MERGE' | 'SPLIT' | 'TRANSFER_FUNCTION' | 'ABOLISH' | 'ESTABLISH';
  date: string;
  from: string[];
  to: string[];
  functions: string[];
  note?: string;
}

/** What a written name was taken for. Without `unitId` a human has to choose among the candidates. */
export interface UnitMatch {
  /** The body at the time of the event. */
  unitId?: string;
  /** The body that holds its functions today. */
  unitNow?: string;
  /** The written name is that of an earlier body or an earlier name. */
  former?: boolean;
  method: string;
  bits: number;
  confidence: number;
  /** Chinese sentence for people. */
  reason: string;
  candidates: { unitId: string; bits: number; method: string }[];
}
