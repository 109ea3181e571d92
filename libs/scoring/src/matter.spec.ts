import type { Checkability, Clue } from '#libs/contracts';
import { readProjectFile } from '#libs/kernel';
import type { CheckContext, MatterFacts } from './context.js';
import { isKeyMatter } from './key-matter.js';
import { scoreMatter } from './matter.js';

interface MatterCase {
  name: string;
  records: { clue: Partial<Clue>; context?: CheckContext }[];
  facts: MatterFacts;
  expect: {
    dims: string;
    base: number;
    score: number;
    grade: string;
    gate?: string;
    adjustments?: string;
    severity: string;
    total: number;
    key: boolean;
    missing?: string[];
  };
}

const CASES: MatterCase[] = JSON.parse(readProjectFile('libs/scoring/cases/matters.json'));

/** A clue with every list empty and nothing said; the case names what differs. */
const BLANK: Clue = JSON.parse(readProjectFile('libs/scoring/cases/blank-clue.json'));

const dims = (result: Checkability) => result.dimensions.map((item) => item.points ?? 'N/A').join(' ');

function check({ records, facts, expect: expected }: MatterCase): void {
  const { checkability, severity } = scoreMatter(
    records.map((record) => ({ ...record, clue: { ...BLANK, ...record.clue } })),
    facts,
  );
  expect({
    dims: dims(checkability),
    base: checkability.base,
    score: checkability.score,
    grade: checkability.grade,
    gate: checkability.gate,
    adjustments: checkability.adjustments.map((item) => item.points).join(' '),
    severity: [severity.person, severity.nature, severity.amount, severity.mass, severity.repetition].join(' '),
    total: severity.score,
    key: isKeyMatter({
      ...checkability,
      severity: severity.score,
      firstLeader: severity.firstLeader,
      independentOrigins: facts.independentOrigins,
      handling: 'GENERAL',
    }),
    missing: checkability.missing.map((item) => `${item.text} +${item.gain}`),
  }).toEqual({
    gate: undefined,
    adjustments: expect.any(String),
    missing: expect.any(Array),
    ...expected,
  });
}

it.each(CASES.map((item) => [item.name, item] as const))('%s', (_, item) => check(item));
