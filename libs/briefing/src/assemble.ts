import { chinaDay, csvRows, readProjectFile } from '#libs/kernel';
import { type EditionView, editionView, type ViewItem } from './edition-view.js';
import type { Edition, PacketInput } from './input.js';
import {
  type Block,
  PACKET_SCHEMA_VERSION,
  type Packet,
  type PacketHead,
  type PacketItem,
  type PacketStatistics,
  type Section,
} from './packet.js';
import { auditSection, backslidingLine } from './section-audit.js';
import { casesSection, personnelSection } from './section-cases.js';
import { annexesOf, gapsSection, rulesSection } from './section-closing.js';
import { departmentsSection, hasReplied, isUnheard, silentLine } from './section-departments.js';
import { coverSection, teamSection, unitSection } from './section-front.js';
import { adviceSection, avoidSection, generalSection, keySection, summarySection } from './section-matters.js';
import { heatSection, overviewSection, statisticsOf } from './section-overview.js';
import { petitionLine, petitionSection } from './section-petition.js';
import { titleLines } from './title-lines.js';
import { dayText, departmentName } from './wording.js';

const SECTIONS = csvRows(readProjectFile('libs/briefing/data/sections.csv')).map((row) => ({
  no: Number(row.no),
  title: row.title ?? '',
  editions: (row.editions ?? '').split(';'),
  absent: row.absent ?? '',
}));

export const EDITION_NAMES: Record<Edition, string> = { leader: '组长版', member: '组员版', meeting: '通报会版' };

const MARKS = { WORK_SECRET: '工作秘密', INTERNAL: '内部资料' };

/** Department that feeds a section: its silence is the reason why the section is empty. */
const FED_BY: Record<number, string> = { 2: 'ORG', 3: 'ORG', 9: 'AUD', 10: 'PET', 11: 'CMG', 12: 'ORG' };

type Builder = (view: EditionView, figures: PacketStatistics) => Block[];

const BUILDERS: Record<number, Builder> = {
  0: coverSection,
  1: (view) => summarySection(view, [backslidingLine(view), petitionLine(view), silentLine(view)]),
  2: unitSection,
  3: teamSection,
  4: overviewSection,
  5: departmentsSection,
  6: (view) => keySection(view, 1),
  7: (view) => keySection(view, 2),
  8: generalSection,
  9: auditSection,
  10: petitionSection,
  11: casesSection,
  12: personnelSection,
  13: heatSection,
  14: adviceSection,
  15: avoidSection,
  16: gapsSection,
  17: rulesSection,
};

function reasonFor(no: number, absent: string, view: EditionView): string {
  if (no === 14 && view.edition === 'meeting') return '本版不含谈话与方法建议。';
  const code = FED_BY[no];
  const reply = view.input.departments.find((each) => each.code === code);
  if (!code || !reply || hasReplied(reply)) return absent;
  if (isUnheard(reply, view)) return `${departmentName(code)}未回复或无本版可收录内容，${absent}`;
  return reply.state === 'SILENT'
    ? `${departmentName(code)}未回复，${absent}`
    : `本次未向${departmentName(code)}征集，${absent}`;
}

function sectionsOf(view: EditionView, figures: PacketStatistics): Section[] {
  return SECTIONS.filter(({ editions }) => editions.includes(view.edition)).map(({ no, title, absent }) => {
    const blocks = BUILDERS[no]?.(view, figures) ?? [];
    return { no, title, blocks, ...(blocks.length === 0 ? { empty: reasonFor(no, absent, view) } : {}) };
  });
}

function headOf(view: EditionView): PacketHead {
  const { config, unit, asOf, version, copyNo, generatedAt } = view.input;
  const lines = titleLines(unit.name);
  return {
    copyNo: copyNo ?? '',
    mark: MARKS[config.mark ?? 'WORK_SECRET'],
    returnNotice: '阅后退回',
    issuer: config.issuer,
    ...(config.documentNumber ? { documentNumber: config.documentNumber } : {}),
    title: lines.join(''),
    titleLines: lines,
    subtitle: `（${EDITION_NAMES[view.edition]}，数据截止${dayText(asOf)}，第${version}版）`,
    knownTo: typeof config.knownTo === 'string' ? config.knownTo : config.knownTo[view.edition],
    signatures: { drafter: config.drafter ?? '', reviewer: config.reviewer ?? '', approver: config.approver ?? '' },
    issuedDate: chinaDay(new Date(generatedAt)),
  };
}

const itemOf = ({ no, label, matter, title, tier }: ViewItem): PacketItem => ({
  no,
  label,
  matterId: matter.matterId,
  title,
  tier,
  checkability: { score: matter.checkability.score, grade: matter.checkability.grade },
  severity: matter.severity.score,
  independentOrigins: matter.independentOrigins,
  firstLeader: matter.severity.firstLeader,
  pinned: matter.pinned !== undefined,
});

/**
 * The packet of one unit in one edition. Pure: the same input gives the same packet, whatever the order of records and matters.
 * What an edition may not know is left out before anything is counted or written.
 */
export function assemblePacket(input: PacketInput, edition: Edition): Packet {
  const view = editionView(input, edition);
  const figures = statisticsOf(view);
  const { unit, round } = input;
  return {
    schemaVersion: PACKET_SCHEMA_VERSION,
    edition,
    editionName: EDITION_NAMES[edition],
    unit: { unitId: unit.unitId, name: unit.name, ...(unit.uscc ? { uscc: unit.uscc } : {}) },
    ...(round ? { round: { id: round.id, ...(round.name ? { name: round.name } : {}) } } : {}),
    asOf: input.asOf,
    generatedAt: input.generatedAt,
    version: input.version,
    head: headOf(view),
    statistics: figures,
    items: view.items.map(itemOf),
    sections: sectionsOf(view, figures),
    annexes: annexesOf(view),
  };
}
