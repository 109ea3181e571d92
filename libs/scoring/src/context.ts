import type { ClueAmount } from '#libs/contracts';

/** What the roster of leading teams says of one person of a clue, at the time of the event. */
export interface PersonFact {
  /** The person (or, without a name, the post) was found and is one person. */
  matched: boolean;
  /** The roster knows the post even where the record does not. */
  rosterPostKnown?: boolean;
  firstLeader?: boolean;
  teamMember?: boolean;
  /** 下一级主要负责人或重要岗位 */
  keyPost?: boolean;
}

/** What is known beyond the record. Absent at a department, which has no roster. */
export interface CheckContext {
  /** By index of `clue.persons`; a missing entry means that nobody looked. */
  persons?: readonly (PersonFact | undefined)[];
  /** False when the registry could not tell which unit is meant. */
  unitResolved?: boolean;
  /** `YYYY-MM-DD`: start of the round; old matters count less. */
  roundStart?: string;
  /** 三个重点 third group: in an important post and may be promoted; age of the matter does not count then. */
  m3?: boolean;
}

/** What is known of a matter beyond its records. */
export interface MatterFacts {
  independentOrigins: number;
  /** Another record says otherwise (amount, date, person); both are shown. */
  contradicted?: boolean;
  roundStart?: string;
  /** How often the matter was raised, when known beyond the records' own counts. */
  repeats?: number;
  /** A record brings facts that a clearance before it did not cover. */
  newFacts?: boolean;
  /** The amount to take instead of the rule's choice (a human decision). */
  amount?: ClueAmount;
}
