import { type CluePerson, codeTable, STATEMENT_STATUSES } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { editionView } from './edition-view.js';
import type { BriefingMatter, BriefingRecord, Edition, PacketInput } from './input.js';
import { sourceSentences } from './matter-line.js';
import { personLabel } from './persons.js';
import { rankMatters } from './rank.js';
import { suggestionFor } from './suggest.js';
import { titleLines } from './title-lines.js';
import { isPrintable, recordDateText } from './wording.js';

const example = JSON.parse(readProjectFile('libs/briefing/fixtures/worked-example.json')) as PacketInput;
const cases = (name: string) => csvRows(readProjectFile(`libs/briefing/cases/${name}.csv`));
const letter = example.records.find(({ recordId }) => recordId === 'r02') as BriefingRecord;
const matter = example.matters.find(({ matterId }) => matterId === 'm1') as BriefingMatter;

it.each(cases('statements'))('$status in the $edition edition, informant $informant', (row) => {
  const { project: _project, informant, ...clue } = letter.clue;
  const amount = { min: '30000.00', max: '30000.00', currency: 'CNY', approx: true, kind: 'INVOLVED', raw: '约3万元' };
  const said = {
    ...clue,
    amount,
    title: '多计工程款',
    statementStatus: row.status,
    ...(row.informant ? { informant: { ...informant, class: row.informant } } : {}),
  } as BriefingRecord['clue'];
  const input: PacketInput = {
    ...example,
    records: [{ ...letter, clue: said }],
    matters: [{ ...matter, records: ['r02'], originGroups: [['r02']] }],
  };
  const view = editionView(input, row.edition as Edition);
  const item = view.items[0];
  expect(item && sourceSentences(item, view)).toEqual([row.expected]);
});

it.each([
  ['AUDIT_FOUND', '2024-01-01', ['receivedDate'], '2024年'],
  ['AUDIT_FOUND', '2024-01-01', [], '2024年1月1日'],
  ['AUDIT_FOUND', '2024-03-08', ['receivedDate'], '2024年3月8日'],
  ['ALLEGED', '2024-03-08', [], '2024年3月'],
  ['ALLEGED', '2024-01-01', ['receivedDate'], '2024年1月'],
] as const)('date of a record %s of %s, derived %j: %s', (statementStatus, day, derived, expected) => {
  const { informant: _informant, ...clue } = letter.clue;
  expect(recordDateText({ ...clue, statementStatus, derived: [...derived] } as BriefingRecord['clue'], day)).toBe(
    expected,
  );
});

it('every status has its verb or is silent, and no verb states an allegation as a fact', () => {
  const silent = STATEMENT_STATUSES.filter((status) => !isPrintable(status));
  expect(silent).toEqual(['PRELIM', 'FILED', 'STAT']);
  const patterns = csvRows(readProjectFile('libs/briefing/data/verbs.csv'));
  expect(patterns.map(({ status }) => status).sort()).toEqual([...STATEMENT_STATUSES].sort());
  for (const { pattern } of patterns) expect(pattern).not.toMatch(/存在|收受了|贪污|犯/u);
});

it.each(cases('person-labels'))('$name $unit $post in the $edition edition: $expected', (row) => {
  const person: CluePerson = {
    raw: row.name ?? '',
    roleInMatter: 'REFLECTED',
    isTeamMember: row.team === '1',
    ...(row.name ? { name: row.name } : {}),
    ...(row.unit ? { unitRaw: row.unit } : {}),
    ...(row.post ? { postRaw: row.post } : {}),
  };
  const own = { unitId: 'U-0012', names: new Set(['青禾区住房和城乡建设局']) };
  expect(personLabel(person, row.edition as Edition, own)).toBe(row.expected);
});

it.each(cases('title-lines'))('title of $unit', ({ unit = '', lines = '' }) => {
  expect(titleLines(unit)).toEqual(lines.split('|'));
  expect(titleLines(unit).join('')).toBe(`关于${unit}有关情况的汇总材料`);
  for (const line of titleLines(unit)) expect(line.length).toBeLessThanOrEqual(20);
});

it('matters are ranked by the published rule', () => {
  const rows = cases('ranking');
  const records = rows.map((row) => ({ ...letter, recordId: row.first ?? '', receivedDate: row.date ?? '' }));
  const matters = rows.map(
    (row): BriefingMatter => ({
      ...matter,
      matterId: row.order ?? '',
      records: [row.first ?? ''],
      independentOrigins: Number(row.origins),
      key: row.key === '1',
      ...(row.pinned === '1' ? { pinned: { reason: '工作需要', by: '王小禾' } } : {}),
      severity: { ...matter.severity, score: Number(row.severity), firstLeader: row.firstLeader === '1' },
      checkability: {
        ...matter.checkability,
        score: Number(row.checkability),
        grade: row.grade as 'A',
        ...(row.gate ? { gate: row.gate as 'X' } : {}),
      },
    }),
  );
  const ranked = rankMatters([...matters].reverse(), records);
  expect(ranked.map(({ matter: { matterId }, tier }) => `${matterId}:${tier}`)).toEqual(
    rows.map(({ order, tier }) => `${order}:${tier}`),
  );
});

it('every domain has whom to ask what, papers, and a method that is seldom used', () => {
  const methods = codeTable('methods');
  for (const { code } of codeTable('T14').entries) {
    const suggestion = suggestionFor(code);
    if (code !== 'D99') expect(suggestion).not.toBe(suggestionFor('D99'));
    for (const list of [suggestion.talk, suggestion.questions, suggestion.pull]) expect(list.length).toBeGreaterThan(0);
    expect(suggestion.methods.some(({ underused }) => underused)).toBe(true);
    for (const method of suggestion.methods) expect(methods.get(method.code)).toBeDefined();
  }
});
