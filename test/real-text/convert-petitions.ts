import { readFileSync, writeFileSync } from 'node:fs';
import * as xlsx from '@e965/xlsx';
import { stringify } from 'csv-stringify/sync';

/**
 * Turns a workbook of public petition messages (留言编号, 留言用户, 留言主题, 留言时间, 留言详情, 一级分类) into the national field set.
 * usage: node dist/test/real-text/convert-petitions.js IN.xlsx OUT.csv [purpose, default 揭发控告]
 */
const [input, output, purpose = '揭发控告'] = process.argv.slice(2);
if (!input || !output) throw new Error('usage: convert-petitions IN.xlsx OUT.csv [purpose]');

const book = xlsx.read(readFileSync(input), { dense: true });
const sheet = book.Sheets[book.SheetNames[0] ?? ''];
if (!sheet) throw new Error('the workbook has no sheet');

const rows = xlsx.utils
  .sheet_to_json<Record<string, unknown>>(sheet, { raw: false, defval: '' })
  .filter((row) => row.留言编号 !== '')
  .map((row) => ({
    xfjbh: `WX${String(row.留言编号).padStart(8, '0')}`,
    xfrq: String(row.留言时间),
    xfxs: '网上',
    xfrs: 1,
    xm: row.留言用户,
    xfmddm: purpose,
    nrfldm: row.一级分类,
    gkxx: String(row.留言主题).trim(),
    tsnr: String(row.留言详情).trim(),
  }));
writeFileSync(output, stringify(rows, { header: true }));
process.stdout.write(`${rows.length} messages\n`);
