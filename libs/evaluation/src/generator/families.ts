import { table } from './words.js';

export type FamilyUse = 'tuning' | 'test';

/** The three hands that write of a matter: an office, somebody who knows, somebody who is angry. */
export const STYLES = ['formal', 'letter', 'plain'] as const;
export type Style = (typeof STYLES)[number];

/** What can be wrong in a county, and how it is told. Weights are tuned on one half of the families and measured on the other. */
export interface Family {
  id: string;
  use: FamilyUse;
  /** Labels of T14 and T03. */
  domain: string;
  discipline: string;
  /** Kinds of units in which it happens. */
  units: string[];
  /** Kind of the place, project or firm it is about; `none` where there is none. */
  thing: string;
  /** Range of the sum, yuan. */
  sum: [number, number];
  title: string;
  texts: Record<Style, string>;
  /** What was done; a matter takes some of it. */
  how: Record<Style, string>[];
}

const FILES = ['works', 'land', 'subsidy', 'people', 'money', 'services'];
const YUAN = 10_000;

function familyOf(row: Record<string, string>): Family {
  const [low = 1, high = 2] = (row.sum ?? '').split('-').map(Number);
  return {
    id: row.id ?? '',
    use: row.use as FamilyUse,
    domain: row.domain ?? '',
    discipline: row.discipline ?? '',
    units: (row.unit ?? '').split(';'),
    thing: row.thing ?? 'none',
    sum: [low * YUAN, high * YUAN],
    title: row.title ?? '',
    texts: { formal: row.formal ?? '', letter: row.letter ?? '', plain: row.plain ?? '' },
    how: (row.how ?? '').split(';').map((fact) => {
      const [formal = '', letter = formal, plain = letter] = fact.split('|');
      return { formal, letter, plain };
    }),
  };
}

/** Every family, in the order of the files. */
export const FAMILIES: readonly Family[] = FILES.flatMap((file) => table(`families/${file}`).map(familyOf));
