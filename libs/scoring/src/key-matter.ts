import type { Gate, Grade, Handling } from '#libs/contracts';

/** What the key rule looks at. */
export interface KeyFacts {
  grade: Grade;
  gate?: Gate;
  severity: number;
  firstLeader: boolean;
  independentOrigins: number;
  /** The most restrictive handling among the matter's records. */
  handling: Handling;
}

/**
 * 重点线索: grade A or B, and severity of 60 or more, a first leader or two independent origins; never while another body
 * is at work on it, never behind a gate. A department's own `keyHint` has no say.
 */
export function isKeyMatter(facts: KeyFacts): boolean {
  if (facts.handling === 'AVOID' || facts.gate) return false;
  if (facts.grade !== 'A' && facts.grade !== 'B') return false;
  return facts.severity >= 60 || facts.firstLeader || facts.independentOrigins >= 2;
}
