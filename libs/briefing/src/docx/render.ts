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
  TextRun,
} from 'docx';
import type { Packet, Section } from '../packet.js';
import { chineseNumber, dayText } from '../wording.js';
import { blockXml, keptWithNext, styled } from './markup.js';
import { fixedParts } from './parts.js';
import { fixZipDates, zipText } from './zip-file.js';

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

function headXml({ head }: Packet): string {
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
  ].join('');
}

function sectionXml({ no, title, blocks, empty }: Section): string {
  const heading = no === 0 ? '' : styled('Heading1', `${chineseNumber(no)}、${title}`);
  return heading + (empty ? styled('Body', empty) : blocks.map((block) => blockXml(block, PORTRAIT_WIDTH)).join(''));
}

/** 附件说明, then office and day, all on one page. */
function closingXml({ annexes, head }: Packet): string {
  const list = annexes.map(({ no, title, empty }, at) => {
    const reason = empty ? `（${empty.replace(/。$/u, '')}）` : '';
    return `${at === 0 ? '附件：' : '　　　'}${no}．${title}${reason}`;
  });
  return [
    styled('Body', '', true),
    ...list.map((line) => styled('Body', line, true)),
    styled('Body', '', true),
    styled('Signature', head.issuer, true),
    styled('Signature', dayText(head.issuedDate)),
  ].join('');
}

const annexXml = ({ no, title, blocks }: Section, first: boolean): string =>
  styled(first ? 'AnnexMark' : 'AnnexMarkNext', `附件${no}`) +
  styled('Body', '') +
  styled('Title', title) +
  blocks.map((block) => blockXml(block, LANDSCAPE_WIDTH)).join('');

/** Content of the pages upright and, where there are annexes, of those across. */
function contentOf(packet: Packet): string[] {
  const annexes = packet.annexes.filter(({ empty }) => !empty);
  // GB/T 9704-2012 7.3.5.4: office and day never stand on a page without text.
  const main = headXml(packet) + keptWithNext(packet.sections.map(sectionXml).join('')) + closingXml(packet);
  return annexes.length > 0 ? [main, annexes.map((annex, at) => annexXml(annex, at === 0)).join('')] : [main];
}

const PAGES: ISectionOptions['properties'][] = [
  { page: { size: A4, margin: PORTRAIT }, grid: GRID },
  {
    type: SectionType.NEXT_PAGE,
    page: { size: { ...A4, orientation: PageOrientation.LANDSCAPE }, margin: LANDSCAPE },
    grid: GRID,
  },
];

const place = (at: number): string => `content-${at}`;
const placePattern = (at: number): RegExp => new RegExp(`<w:p>(?:(?!</w:p>).)*${place(at)}(?:(?!</w:p>).)*</w:p>`, 'u');

/** Document with a marked paragraph where the content of each kind of page belongs; the one after it ends the section. */
const frame = (kinds: number): Document =>
  new Document({
    evenAndOddHeaderAndFooters: true,
    sections: PAGES.slice(0, kinds).map((properties, at) => ({
      properties,
      footers: { default: pageNumber('PageOdd'), even: pageNumber('PageEven') },
      children: [new Paragraph(place(at)), new Paragraph({ style: 'TableEnd' })],
    })),
  });

/**
 * The packet as a Word file laid out after GB/T 9704-2012.
 * Equal packets give equal bytes: no clock, no names of people or programs in the metadata.
 */
export async function renderDocx(packet: Packet): Promise<Uint8Array> {
  const content = contentOf(packet);
  const { title, issuedDate } = packet.head;
  const parts = fixedParts(title, `${issuedDate}T12:00:00Z`);
  let body = zipText(await Packer.toBuffer(frame(content.length)), 'word/document.xml');
  for (const [at, xml] of content.entries()) body = body.replace(placePattern(at), () => xml);
  const bytes = await Packer.toBuffer(frame(content.length), false, [
    ...parts,
    { path: 'word/document.xml', data: body },
  ]);
  return fixZipDates(bytes, issuedDate);
}
