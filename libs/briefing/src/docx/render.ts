import {
  Document,
  DocumentGridType,
  Footer,
  type ISectionOptions,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  SectionType,
  type Table,
  TextRun,
} from 'docx';
import type { Packet, Section } from '../packet.js';
import { chineseNumber, dayText } from '../wording.js';
import { blockOf, styled } from './blocks.js';
import { fixedParts } from './parts.js';
import { fixZipDates } from './zip-dates.js';

/** Twips (1/1440 inch). A4 and margins after GB/T 9704-2012; the text is 156 mm × 225 mm. */
const A4 = { width: 11906, height: 16838 };
const PORTRAIT = { top: 2098, bottom: 1984, left: 1587, right: 1469, footer: 1250, header: 850 };
/** The same sheet turned: the head of the table lies at the binding side. */
const LANDSCAPE = { top: 1587, bottom: 1474, left: 1984, right: 2098, footer: 800, header: 850 };
const PORTRAIT_WIDTH = A4.width - PORTRAIT.left - PORTRAIT.right;
const LANDSCAPE_WIDTH = A4.height - LANDSCAPE.left - LANDSCAPE.right;
const GRID = { type: DocumentGridType.LINES, linePitch: 579 };

/** Half-points of the office's name by its length: as large as fits one line, at most 34 pt. */
function issuerStyle(issuer: string): string {
  const fits = [68, 56, 44, 36, 28].find((size) => issuer.length * size * 10 <= PORTRAIT_WIDTH);
  return `Issuer${fits ?? 28}`;
}

/** `— 1 —`, on the right of odd pages and on the left of even ones. */
const pageNumber = (style: string): Footer =>
  new Footer({
    children: [new Paragraph({ style, children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'] })] })],
  });

const footers = () => ({ default: pageNumber('PageOdd'), even: pageNumber('PageEven') });

function headOf({ head }: Packet): Paragraph[] {
  return [
    styled('CopyNumber', head.copyNo),
    styled('Mark', `${head.mark}　${head.returnNotice}`),
    styled(issuerStyle(head.issuer), head.issuer),
    styled('Body', ''),
    styled('RedLine', head.documentNumber ?? ''),
    styled('Body', ''),
    ...head.titleLines.map((line) => styled('Title', line)),
    styled('Subtitle', head.subtitle),
    styled('Body', ''),
  ];
}

function sectionOf({ no, title, blocks, empty }: Section): (Paragraph | Table)[] {
  const heading = no === 0 ? [] : [styled('Heading1', `${chineseNumber(no)}、${title}`)];
  if (empty) return [...heading, styled('Body', empty)];
  return [...heading, ...blocks.flatMap((block) => blockOf(block, PORTRAIT_WIDTH))];
}

/** 附件说明, then office and day. */
function closingOf({ annexes, head }: Packet): Paragraph[] {
  const list = annexes.map(
    ({ no, title, empty }, at) =>
      `${at === 0 ? '附件：' : '　　　'}${no}．${title}${empty ? `（${empty.replace(/。$/u, '')}）` : ''}`,
  );
  return [
    styled('Body', ''),
    ...list.map((line) => styled('Body', line)),
    styled('Body', ''),
    styled('Signature', head.issuer),
    styled('Signature', dayText(head.issuedDate)),
  ];
}

function annexOf({ no, title, blocks }: Section, first: boolean): (Paragraph | Table)[] {
  return [
    styled(first ? 'AnnexMark' : 'AnnexMarkNext', `附件${no}`),
    styled('Title', title),
    ...blocks.flatMap((block) => blockOf(block, LANDSCAPE_WIDTH)),
  ];
}

function sectionsOf(packet: Packet): ISectionOptions[] {
  const annexes = packet.annexes.filter(({ empty }) => !empty);
  const main: ISectionOptions = {
    properties: { page: { size: A4, margin: PORTRAIT }, grid: GRID },
    footers: footers(),
    children: [...headOf(packet), ...packet.sections.flatMap(sectionOf), ...closingOf(packet)],
  };
  if (annexes.length === 0) return [main];
  return [
    main,
    {
      properties: {
        type: SectionType.NEXT_PAGE,
        page: { size: { ...A4, orientation: PageOrientation.LANDSCAPE }, margin: LANDSCAPE },
        grid: GRID,
      },
      footers: footers(),
      children: annexes.flatMap((annex, at) => annexOf(annex, at === 0)),
    },
  ];
}

/**
 * The packet as a Word file laid out after GB/T 9704-2012.
 * Equal packets give equal bytes: no clock, no names of people or programs in the metadata.
 */
export async function renderDocx(packet: Packet): Promise<Uint8Array> {
  const document = new Document({ sections: sectionsOf(packet), evenAndOddHeaderAndFooters: true });
  const bytes = await Packer.toBuffer(
    document,
    false,
    fixedParts(packet.head.title, `${packet.head.issuedDate}T12:00:00Z`),
  );
  return fixZipDates(bytes, packet.head.issuedDate);
}
