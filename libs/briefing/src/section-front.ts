import type { TeamMember } from '#libs/contracts';
import { codeTable } from '#libs/contracts';
import { paragraph, table } from './blocks.js';
import type { EditionView } from './edition-view.js';
import type { Block } from './packet.js';
import { isInvolved } from './persons.js';
import { dayText, fill, listed, monthText } from './wording.js';

/** 0 封面: who may know, until when the material reaches, who answers for it. */
export function coverSection(view: EditionView): Block[] {
  const { config, asOf, version, round } = view.input;
  const knownTo = typeof config.knownTo === 'string' ? config.knownTo : config.knownTo[view.edition];
  const lines = [
    `知悉范围：${knownTo}`,
    `材料截止时间：${dayText(asOf)}　版本：第${version}版`,
    ...(round ? [`巡察轮次：${round.name ?? round.id}（${dayText(round.start)}起）`] : []),
    `编制：${config.drafter ?? '＿＿＿＿'}　审核：${config.reviewer ?? '＿＿＿＿'}　签发：${config.approver ?? '＿＿＿＿'}`,
    '阅后退回，不得复制、摘抄、拍照。',
  ];
  return lines.map(paragraph);
}

/** The registry holds the code (T10) or the word itself. */
const categoryLabel = (category: string): string => codeTable('T10').find(category)?.label ?? category;

/** 2 单位基本情况 */
export function unitSection(view: EditionView): Block[] {
  const { unit } = view.input;
  const { profile } = unit;
  const facts = [
    unit.uscc && `机构代码${unit.uscc}`,
    unit.category && `类别${categoryLabel(unit.category)}`,
    unit.address && `地址${unit.address}`,
    profile?.establishment !== undefined && `编制${profile.establishment}名`,
    profile?.staff !== undefined && `实有${profile.staff}名`,
    profile?.leaderPosts !== undefined && `领导职数${profile.leaderPosts}名`,
    profile && profile.internalDepts.length > 0 && internalText(profile.internalDepts),
    profile && profile.subordinateUnits.length > 0 && `下属单位：${profile.subordinateUnits.join('、')}`,
  ].filter(Boolean);
  const blocks: Block[] = facts.length > 0 ? [paragraph(`${facts.join('；')}。`)] : [];
  if (profile?.functions) blocks.push(paragraph(`主要职责：${profile.functions}`));
  const history = historyLines(view);
  if (history.length > 0) blocks.push(paragraph(`沿革：${history.join('；')}。`));
  if (profile?.lastInspection) blocks.push(paragraph(`上次巡察：${profile.lastInspection}。`));
  return blocks.length > 0 ? [...blocks, ...unknownFigures(view)] : [];
}

/** Figures that a unit's profile brings; what is missing is said, so that nobody takes it for forgotten. */
const NUMBERS = [
  ['establishment', '编制'],
  ['staff', '实有人数'],
  ['leaderPosts', '领导职数'],
] as const;

function unknownFigures(view: EditionView): Block[] {
  const { profile } = view.input.unit;
  const unknown = NUMBERS.filter(([field]) => profile?.[field] === undefined).map(([, label]) => label);
  if (unknown.length === 0) return [];
  return [paragraph(`${unknown.join('、')}未列：${profile ? '单位概况中没有' : '没有部门报送单位概况'}。`)];
}

const internalText = (departments: readonly string[]): string =>
  `内设科室${departments.length}个（${listed(departments, 20, '个')}）`;

/** One sentence for each change of the unit, oldest first. */
export function historyLines(view: EditionView): string[] {
  return [...view.input.unit.events]
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    .map(({ type, date, from, to, note }) =>
      note
        ? `${monthText(date)}，${note.replace(/[。；]+$/u, '')}`
        : `${monthText(date)}，${fill(EVENT_SENTENCES[type] ?? '{from}调整为{to}', { from: from.join('、'), to: to.join('、') })}`,
    );
}

const EVENT_SENTENCES: Record<string, string> = {
  RENAME: '由{from}更名为{to}',
  MERGE: '由{from}合并组建{to}',
  SPLIT: '{from}分设为{to}',
  TRANSFER_FUNCTION: '{from}部分职能划入{to}',
  ABOLISH: '撤销{from}',
  ESTABLISH: '设立{to}',
};

const inOffice = (member: TeamMember, asOf: string): boolean => member.to === undefined || member.to >= asOf;

/** Members in protocol order: those in office, then former first leaders of the period under review. */
export function teamOf(view: EditionView): TeamMember[] {
  const { team, asOf, round } = view.input;
  const order = (a: TeamMember, b: TeamMember): number =>
    Number(b.isFirstLeader) - Number(a.isFirstLeader) || a.order - b.order || (a.name < b.name ? -1 : 1);
  const former = team.filter(
    (member) => member.isFirstLeader && !inOffice(member, asOf) && (member.to ?? '') >= (round?.reviewFrom ?? ''),
  );
  return [...team.filter((member) => inOffice(member, asOf)).sort(order), ...former.sort(order)];
}

function termText({ from, to }: TeamMember, asOf: string): string {
  if (!from && !to) return '';
  const end = to && to < asOf ? monthText(to) : '今';
  return from ? `${monthText(from)}至${end}` : `至${end}`;
}

/** `2件` and, where the member answers only as leader, that this is so. */
export function mattersOfMember(view: EditionView, member: TeamMember): { labels: string[]; text: string } {
  const found = view.itemsOfPerson(member);
  const labels = [...new Set(found.map(({ item }) => item.label))];
  if (labels.length === 0) return { labels, text: '无' };
  const involved = found.some(({ person }) => isInvolved(person));
  return { labels, text: `${labels.length}件${involved ? '' : '（作为领导责任）'}` };
}

/** 3 领导班子. The meeting edition shows posts and duties, no names and no counts by person. */
export function teamSection(view: EditionView): Block[] {
  const members = teamOf(view);
  if (members.length === 0) return [];
  const { asOf } = view.input;
  const ranks = codeTable('T08');
  const duties = (member: TeamMember): string => member.duties.join('、') || '—';
  if (view.edition === 'meeting') {
    const rows = members.map((member) => [member.post, duties(member), termText(member, asOf) || '—']);
    return [table({ 职务: 4, 分工: 5, 任职时间: 4 }, rows, { left: ['分工'] })];
  }
  const rows = members.map((member) => [
    member.name,
    member.post + (inOffice(member, asOf) ? '' : '（时任）'),
    duties(member),
    termText(member, asOf) || '—',
    member.rank ? ranks.label(member.rank) : '—',
    mattersOfMember(view, member).text,
  ]);
  const columns = { 姓名: 4, 职务: 8, 分工: 7, 任职时间: 11, 职级: 5, 涉及事项: 8 };
  return [...leaderBoxes(view, members), table(columns, rows, { left: ['分工'] })];
}

/** First leaders stand on top with every matter that touches them. */
function leaderBoxes(view: EditionView, members: readonly TeamMember[]): Block[] {
  return members
    .filter(({ isFirstLeader }) => isFirstLeader)
    .map((member) => {
      const { labels, text } = mattersOfMember(view, member);
      const matters = labels.length > 0 ? `涉及事项${text}：${listed(labels, 20, '件')}` : '未发现涉及本人的事项';
      return { type: 'box', text: `主要负责人：${member.post}${member.name}。${matters}。` };
    });
}

/** Team members whom matters touch. */
export const touchedMembers = (view: EditionView): number =>
  new Set(
    teamOf(view)
      .filter((member) => view.itemsOfPerson(member).length > 0)
      .map(({ name }) => name),
  ).size;
