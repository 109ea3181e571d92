import { readProjectFile } from '#libs/kernel';
import { assemblePacket, EDITIONS, type PacketInput, renderDocx } from '../index.js';
import { zipText } from './zip-file.js';

const input = JSON.parse(readProjectFile('libs/briefing/fixtures/worked-example.json')) as PacketInput;
const render = (edition: (typeof EDITIONS)[number], given = input) => renderDocx(assemblePacket(given, edition));

it.each(EDITIONS)('the %s edition: equal packets give equal bytes', async (edition) => {
  expect(Buffer.compare(await render(edition), await render(edition))).toBe(0);
});

it('page: A4, 22 lines of 28 characters, annexes across, numbers on odd and even pages', async () => {
  const bytes = await render('leader');
  const body = zipText(bytes, 'word/document.xml');
  const pages = body.match(/<w:pgSz [^>]*>/gu) ?? [];
  expect(pages).toHaveLength(2);
  expect(pages[0]).toMatch(/w:w="11906" w:h="16838"/u);
  expect(pages[1]).toMatch(/w:orient="landscape"/u);
  const margin = /<w:pgMar [^>]*>/u.exec(body)?.[0] ?? '';
  const of = (name: string): number => Number(new RegExp(`w:${name}="(\\d+)"`, 'u').exec(margin)?.[1]);
  const styles = zipText(bytes, 'word/styles.xml');
  const pitch = Number(/w:line="(\d+)" w:lineRule="exact"/u.exec(styles)?.[1]);
  expect(Math.floor((16838 - of('top') - of('bottom')) / pitch)).toBe(22);
  const character = 320 + Number(/<w:spacing w:val="(-?\d+)"\/>/u.exec(styles)?.[1]);
  expect(Math.floor((11906 - of('left') - of('right')) / character)).toBe(28);
  expect(zipText(bytes, 'word/settings.xml')).toMatch(/<w:evenAndOddHeaders(?: w:val="true")?\/>/u);
});

it('every style that is used exists, and no marker of the frame is left', async () => {
  for (const edition of EDITIONS) {
    const bytes = await render(edition);
    const body = zipText(bytes, 'word/document.xml');
    const known = new Set([...zipText(bytes, 'word/styles.xml').matchAll(/w:styleId="(\w+)"/gu)].map(([, id]) => id));
    const used = new Set([...body.matchAll(/<w:(?:pStyle|tblStyle) w:val="(\w+)"/gu)].map(([, id]) => id));
    expect([...used].filter((id) => !known.has(id))).toEqual([]);
    expect(body).not.toContain('content-');
  }
});

it('metadata has the title and the day of the packet, no author, program, template or revision', async () => {
  const bytes = await render('member');
  const core = zipText(bytes, 'docProps/core.xml');
  expect(core).toContain('<dc:title>关于青禾区住房和城乡建设局有关情况的汇总材料</dc:title>');
  expect(core.match(/2024-05-17T12:00:00Z/gu)).toHaveLength(2);
  expect(core).not.toMatch(/creator|lastModifiedBy|revision/u);
  expect(zipText(bytes, 'docProps/app.xml')).not.toMatch(/Application|Company|Template|Manager/u);
  expect(zipText(bytes, 'word/settings.xml')).not.toMatch(/rsid|attachedTemplate/u);
});

it('hostile text stays text', async () => {
  const unit = { ...input.unit, profile: { ...input.unit.profile!, functions: '职责<w:p/>&amp;"$&\u0000\ud800尾' } };
  const body = zipText(await render('member', { ...input, unit }), 'word/document.xml');
  expect(body).toContain('职责&lt;w:p/&gt;&amp;amp;&quot;$&amp;尾');
});

/** Paragraphs of a document: style, text, and whether it stays on the page of the next one. */
const paragraphsOf = (xml: string): { style: string; text: string; keep: boolean }[] =>
  [...xml.matchAll(/<w:p><w:pPr><w:pStyle w:val="(\w+)"\/>(<w:keepNext\/>)?<\/w:pPr>(.*?)<\/w:p>/gu)].map(
    ([, style = '', keep, runs = '']) => ({ style, keep: keep !== undefined, text: runs.replace(/<[^>]+>/gu, '') }),
  );

it.each(EDITIONS)('%s: office and day stand on a page with text, as one with the list of annexes', async (edition) => {
  const paragraphs = paragraphsOf(zipText(await render(edition), 'word/document.xml'));
  const day = paragraphs.findLastIndex(({ style }) => style === 'Signature');
  const lastText = paragraphs.findLastIndex(({ text }, at) => at < day && text.startsWith('5．联系人'));
  expect([lastText > 0, day > lastText]).toEqual([true, true]);
  expect(paragraphs.slice(lastText, day).map(({ keep }) => keep)).not.toContain(false);
  expect(paragraphs[lastText - 1]?.keep).toBe(false);
});

it.each(EDITIONS)('%s: a table of few rows is not parted; the head of a long one is never alone', async (edition) => {
  const body = zipText(await render(edition), 'word/document.xml');
  const tables = body.match(/<w:tbl>.*?<\/w:tbl>/gu) ?? [];
  const sizes = new Set<boolean>();
  for (const table of tables) {
    const rows = (table.match(/<w:tr>.*?<\/w:tr>/gu) ?? []).map((row) => paragraphsOf(row).every(({ keep }) => keep));
    const [head, ...lines] = rows;
    sizes.add(lines.length > 10);
    expect(head).toBe(true);
    expect(lines.at(-1)).toBe(false);
    if (lines.length <= 10) expect(lines.slice(0, -1)).not.toContain(false);
    else expect([lines[0], lines.at(-2), lines.slice(1, -2).includes(true)]).toEqual([true, true, false]);
  }
  expect(sizes).toEqual(new Set([true, false]));
});
