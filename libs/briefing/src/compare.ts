import type { Clue } from '#libs/contracts';
import type { EditionView, ViewItem } from './edition-view.js';
import type { BriefingRecord } from './input.js';
import { isInvolved, personLabel } from './persons.js';
import { isSmallCircle } from './titles.js';
import { amountText, departmentName, listed, places, timeText } from './wording.js';

/** What sources of one matter say alike and what they say differently. */
export interface Comparison {
  /** 口径一致… sentences. */
  agreed: string[];
  /** Rows of 要素, 来源, 说法. */
  differing: [string, string, string][];
}

interface Claim {
  source: string;
  text: string;
  from: number | string;
  to: number | string;
}

const claimsBySource = (
  records: readonly BriefingRecord[],
  claim: (clue: Clue) => Omit<Claim, 'source'> | undefined,
): Claim[] => {
  const seen = new Set<string>();
  const claims: Claim[] = [];
  for (const { department, clue } of records) {
    const said = claim(clue);
    const source = departmentName(department);
    if (!said || seen.has(`${source} ${said.text}`)) continue;
    seen.add(`${source} ${said.text}`);
    claims.push({ source, ...said });
  }
  return claims;
};

function amountClaim(clue: Clue): Omit<Claim, 'source'> | undefined {
  const text = amountText(clue);
  if (!text || !clue.amount) return undefined;
  const slack = clue.amount.approx ? 0.1 : 0;
  const from = Number(clue.amount.min ?? 0);
  const to = clue.amount.max === undefined ? Number.POSITIVE_INFINITY : Number(clue.amount.max);
  return { text, from: from * (1 - slack), to: to * (1 + slack) };
}

function timeClaim(clue: Clue): Omit<Claim, 'source'> | undefined {
  const text = timeText(clue);
  if (!text) return undefined;
  return { text, from: clue.occurFrom ?? clue.occurTo ?? '', to: clue.occurTo ?? clue.occurFrom ?? '' };
}

/** Claims agree when one point lies in all of them. */
function overlap(claims: readonly Claim[]): boolean {
  let latest = claims[0]?.from ?? 0;
  let earliest = claims[0]?.to ?? 0;
  for (const { from, to } of claims) {
    if (from > latest) latest = from;
    if (to < earliest) earliest = to;
  }
  return latest <= earliest;
}

function compareClaims(
  result: Comparison,
  element: string,
  claims: readonly Claim[],
  same: (text?: string) => string,
): void {
  if (claims.length < 2 && new Set(claims.map(({ source }) => source)).size < 2) return;
  const texts = new Set(claims.map(({ text }) => text));
  if (overlap(claims)) result.agreed.push(same(texts.size === 1 ? [...texts][0] : undefined));
  else for (const { source, text } of claims) result.differing.push([element, source, text]);
}

/** Names that sources give are in conflict only where no name is common to two of them. */
function comparePersons(result: Comparison, records: readonly BriefingRecord[], view: EditionView): void {
  const named = records
    .map(({ department, clue }) => ({
      source: departmentName(department),
      people: clue.persons.filter((person) => isInvolved(person) && person.name && !person.masked),
    }))
    .filter(({ people }) => people.length > 0);
  const keys = named.map(({ people }) => new Set(people.map(({ name }) => name)));
  const first = keys[0];
  if (!first || keys.every((names) => [...names].some((name) => first.has(name)))) return;
  const rows = named.map(({ source, people }): [string, string, string] => [
    '人员',
    source,
    listed([...new Set(people.map((person) => personLabel(person, view.edition, view.own)))], 5, '人'),
  ]);
  result.differing.push(...uniqueRows(rows));
}

function uniqueRows(rows: [string, string, string][]): [string, string, string][] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = row.join('\u0000');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A finding of untruth beside other statements is a conflict that the team must see. */
function compareStatus(result: Comparison, records: readonly BriefingRecord[]): void {
  const cleared = records.filter(({ clue }) => clue.statementStatus === 'CLEARED');
  if (cleared.length === 0 || cleared.length === records.length) return;
  result.differing.push(
    ...uniqueRows(
      records.map(({ department, clue }) => [
        '结论',
        departmentName(department),
        clue.statementStatus === 'CLEARED' ? '经核查不属实' : '未作不属实结论',
      ]),
    ),
  );
}

/** Compares amount, time, people and result over the sources of a matter; small-circle records take no part. */
export function compareSources(item: ViewItem, view: EditionView): Comparison {
  const result: Comparison = { agreed: [], differing: [] };
  const records = item.content.filter((record) => !isSmallCircle(record));
  if (records.length < 2) return result;
  compareClaims(result, '金额', claimsBySource(records, amountClaim), () => '金额口径一致');
  compareClaims(result, '时间', claimsBySource(records, timeClaim), (text) =>
    text ? `时间均为${text}` : '时间不矛盾',
  );
  comparePersons(result, records, view);
  compareStatus(result, records);
  return result;
}

/** 两处独立来源, or why several records are no corroboration. */
export function independence(item: ViewItem): string {
  const origins = item.matter.independentOrigins;
  if (origins >= 2) return `${places(origins)}处独立来源`;
  if (item.content.length < 2) return '单一来源';
  const departments = new Set(item.content.map(({ department }) => department));
  return departments.size > 1 ? '同一来源多渠道（不视为印证）' : '同一部门先后提供（不视为印证）';
}
