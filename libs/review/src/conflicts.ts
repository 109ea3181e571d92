import { type Decision, lastWords, pairKey, standing } from './decisions.js';

/**
 * Words that cannot all be followed. CANNOT, UNSURE: a chain of MUST says the contrary of this pair (a CANNOT suspends the
 * whole chain, under an UNSURE the chain is followed). DISAGREEMENT: two officers said MUST and CANNOT of one pair.
 */
export interface Conflict {
  kind: 'CANNOT' | 'UNSURE' | 'DISAGREEMENT';
  a: string;
  b: string;
  /** The word on the pair, then the chain from `a` to `b`; of a disagreement both words, the one in force first. */
  decisions: Decision[];
}

/** All conflicts among words on records that take part, by pair. Nothing is resolved here: officers do. */
export function conflictsOf(decisions: readonly Decision[], active: (recordId: string) => boolean): Conflict[] {
  const known = decisions.filter(({ a, b }) => active(a) && active(b));
  const words = standing(known);
  const musts = words.filter(({ kind }) => kind === 'MUST');
  const found: Conflict[] = [];
  for (const word of words) {
    if (word.kind !== 'CANNOT' && word.kind !== 'UNSURE') continue;
    const path = chain(word.a, word.b, musts);
    if (path) found.push({ kind: word.kind, a: word.a, b: word.b, decisions: [word, ...path] });
  }
  return [...found, ...disagreements(known)].sort((x, y) => (pairKey(x.a, x.b) < pairKey(y.a, y.b) ? -1 : 1));
}

/** The shortest chain of MUST from `from` to `to`, ties by record id; nothing where there is none. */
function chain(from: string, to: string, musts: readonly Decision[]): Decision[] | undefined {
  const next = new Map<string, { id: string; by: Decision }[]>();
  for (const by of musts)
    for (const [here, id] of [
      [by.a, by.b],
      [by.b, by.a],
    ] as const)
      next.set(here, [...(next.get(here) ?? []), { id, by }]);
  const reached = new Map<string, Decision[]>([[from, []]]);
  for (const [here, path] of reached)
    for (const { id, by } of (next.get(here) ?? []).sort((x, y) => (x.id < y.id ? -1 : 1)))
      if (!reached.has(id)) reached.set(id, [...path, by]);
  return reached.get(to);
}

/** Pairs of which another officer's last word is the opposite of the one in force, unless that officer agreed to it. */
function disagreements(decisions: readonly Decision[]): Conflict[] {
  const byPair = new Map<string, Decision[]>();
  for (const decision of decisions) {
    const key = pairKey(decision.a, decision.b);
    byPair.set(key, [...(byPair.get(key) ?? []), decision]);
  }
  return [...byPair.values()].flatMap((rows) => {
    const [word] = lastWords(rows).values();
    if (!word || (word.kind !== 'MUST' && word.kind !== 'CANNOT')) return [];
    const opposite = word.kind === 'MUST' ? 'CANNOT' : 'MUST';
    return [...lastOfEach(rows).values()]
      .filter(({ kind, officer }) => kind === opposite && officer !== word.officer && officer !== word.second)
      .map((other): Conflict => ({ kind: 'DISAGREEMENT', a: word.a, b: word.b, decisions: [word, other] }));
  });
}

/** Of the words on one pair the last of each officer. One that was revoked stands for nothing. */
function lastOfEach(rows: readonly Decision[]): Map<string, Decision> {
  const last = new Map<string, Decision>();
  for (const officer of new Set(rows.map((row) => row.officer))) {
    const [word] = lastWords(rows.filter((row) => row.officer === officer || row.kind === 'REVOKE')).values();
    if (word && word.kind !== 'REVOKE') last.set(officer, word);
  }
  return last;
}
