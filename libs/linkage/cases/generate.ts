import type { DepartmentCode } from '#libs/contracts';
import { readProjectFile } from '#libs/kernel';
import { Dice } from '#libs/testkit';
import type { CaseRecord } from './case-file.js';

interface Problem {
  domain: string;
  discipline: string;
  project?: string;
  amount: boolean;
  span: 'MONTH' | 'YEAR';
  texts: string[];
  titles: string[];
  details: string[];
}

interface Words {
  surnames: string[];
  given: string[];
  places: string[];
  problems: Problem[];
}

const words = JSON.parse(readProjectFile('libs/linkage/cases/synthetic.json')) as Words;

const WAYS: readonly (readonly [DepartmentCode, string])[] = [
  ['AUD', '04'],
  ['DIS', '01'],
  ['CMG', '01'],
  ['PET', '01'],
];

interface Facts {
  matter: string;
  problem: Problem;
  fill: Record<string, string>;
  yuan: string;
  from: string;
  to: string;
  unit: string;
}

function factsOf(dice: Dice, matter: string, units: number): Facts {
  const problem = dice.of(words.problems);
  const place = dice.of(words.places) + dice.of(['', '', '东', '西', '南', '北']);
  const yuan = (dice.below(900) + 11) * 100 + dice.below(100);
  const year = 2019 + dice.below(5);
  const month = String(1 + dice.below(12)).padStart(2, '0');
  return {
    matter,
    problem,
    fill: {
      place,
      project: (problem.project ?? '').replace('{place}', place),
      person: dice.of(words.surnames) + dice.of(words.given),
      detail: dice.of(problem.details),
      amount: `${(yuan / 10000).toFixed(2)}万元`,
    },
    yuan: `${yuan}.00`,
    from: problem.span === 'YEAR' ? `${year}-01-01` : `${year}-${month}-01`,
    to: problem.span === 'YEAR' ? `${year}-12-31` : `${year}-${month}-28`,
    unit: `U${1 + dice.below(units)}`,
  };
}

const filled = (text: string, fill: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/gu, (_, name: string) => fill[name] ?? '');

function recordFor(dice: Dice, facts: Facts, id: string, earlier: CaseRecord | undefined): CaseRecord {
  const { problem, fill } = facts;
  const variant = dice.below(problem.texts.length);
  const text = filled(problem.texts[variant] as string, fill);
  const [department, channel] = dice.of(WAYS);
  const named = text.includes(fill.person ?? '');
  const forwarded =
    earlier !== undefined && department === 'CMG' && earlier.department === 'DIS' && earlier.numbers?.[0];
  return {
    id,
    matter: facts.matter,
    department,
    channel,
    title: filled(dice.of(problem.titles), fill),
    text: dice.below(6) === 0 ? `尊敬的领导：${text}此致敬礼` : text,
    units: dice.below(8) === 0 ? [] : [facts.unit],
    persons: named ? [{ name: fill.person as string, masked: false }] : [],
    numbers: [
      [department === 'CMG' ? 'CLUE' : department === 'PET' ? 'PETITION' : 'COMPLAINT', `青线〔2023〕${id.slice(1)}号`],
    ],
    refs: forwarded ? [['DIS', forwarded[1], 'RECEIVED_FROM']] : [],
    ...(problem.amount && dice.below(4) > 0 ? { amount: facts.yuan } : {}),
    ...(dice.below(4) > 0 ? { time: [facts.from, facts.to, problem.span] as CaseRecord['time'] } : {}),
    domain: dice.below(6) === 0 ? 'D99' : problem.domain,
    discipline: [problem.discipline],
    received: `2023-${String(1 + dice.below(12)).padStart(2, '0')}-15`,
    anonymous: dice.below(3) === 0,
  };
}

/** `count` records of matters with one to four records each, on `units` units, some of them plain copies or forwarded. */
export function generate(seed: number, count: number, units: number): CaseRecord[] {
  const dice = new Dice(seed);
  const records: CaseRecord[] = [];
  for (let matter = 0; records.length < count; matter++) {
    const facts = factsOf(dice, `m${matter}`, units);
    let earlier: CaseRecord | undefined;
    for (let left = dice.of([1, 1, 2, 2, 3, 4]); left > 0 && records.length < count; left--) {
      const id = `r${String(records.length).padStart(6, '0')}`;
      const record = recordFor(dice, facts, id, earlier);
      if (earlier && dice.below(5) === 0) record.text = earlier.text;
      records.push(record);
      earlier = record;
    }
  }
  return records;
}
