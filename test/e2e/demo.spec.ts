import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import JSZip from 'jszip';
import stringWidth from 'string-width';
import { projectFile } from '#libs/kernel';
import { seededSecrets } from '../samples/sample-files.js';
import { environment, serverTables, workFolder } from './hub-process.js';

interface Item {
  no: number;
  title: string;
  checkability: number;
  severity: number;
  independentOrigins: number;
}
interface DemoReport {
  departments: { code: string; received: number; accepted: number; refused: number; invalid: number }[];
  targets: {
    unitName: string;
    records: number;
    matters: number;
    duplicateRate: number;
    grades: Record<string, number>;
    items: Item[];
  }[];
  files: string[];
}

const MAIN = projectFile('dist/apps/hub/src/main.js');
const HOUSING = '青禾区住房和城乡建设局';

const folder = workFolder('hub-demo');
const home = folder.path;
let report: DemoReport;

function demo(dataDir: string, ...args: string[]): DemoReport {
  const out = execFileSync(process.execPath, ['--no-warnings', MAIN, 'demo', '--json', ...args], {
    env: environment({ HUB_DATA: dataDir }),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return JSON.parse(out) as DemoReport;
}

const targetOf = (from: DemoReport, unitName: string) => {
  const target = from.targets.find((one) => one.unitName === unitName);
  if (!target) throw new Error(`no target ${unitName}`);
  return target;
};

const levels = (items: readonly Item[]): string =>
  items.map(({ checkability, severity }) => `${checkability};${severity}`).join(' ');

beforeAll(() => {
  report = demo(join(home, 'data'));
}, 120_000);

afterAll(() => folder.remove());

describe('demo on the sample files', () => {
  test('fourteen records of the housing bureau are six matters with these levels', () => {
    const { records, matters, duplicateRate, grades, items } = targetOf(report, HOUSING);
    expect({ records, matters, duplicateRate, grades }).toEqual({
      records: 14,
      matters: 6,
      duplicateRate: 57,
      grades: { A: 3, B: 2, C: 0, D: 1 },
    });
    expect(levels(items)).toBe('100;69 89;60 70;50 88;42 76;32 7;26');
    expect(items.map(({ no }) => no)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(items.map(({ independentOrigins }) => independentOrigins)).toEqual([2, 1, 1, 1, 1, 1]);
  });

  test('every row of the five departments is accounted for', () => {
    expect(report.departments.map(({ code }) => code)).toEqual(['DIS', 'CMG', 'AUD', 'PET', 'PRO']);
    for (const { received, accepted, refused, invalid } of report.departments)
      expect(accepted + refused + invalid).toBe(received);
    expect(report.departments.map(({ refused, invalid }) => [refused, invalid])).toEqual([
      [2, 5],
      [2, 3],
      [0, 2],
      [1, 4],
      [1, 2],
    ]);
  });

  test('three editions of every target lie as Word and JSON', () => {
    expect(report.targets.length).toBeGreaterThanOrEqual(3);
    expect(report.files).toHaveLength(report.targets.length * 6);
    for (const file of report.files) expect(statSync(file).size).toBeGreaterThan(1000);
  });

  test('the packet says what audit, petition office and procuratorate gave', () => {
    const text = readFileSync(join(home, 'data/documents/U-0012-member.json'), 'utf8');
    expect(text).toContain('信访26件（揭发控告3、求决19、意见建议4），重复7件，集体访2批27人次');
    expect(text).toContain('按期办结率92%');
    expect(text).toContain('审计查出问题5个：已整改2、整改中1、滞后1、屡审屡犯1');
    expect(text).toContain('检察：未回复');
    expect(text).toContain('类别政府工作部门');
    expect(text).toContain('涉及班子成员3人');
  });

  test('what is being worked on is one line for the leader and nothing for members', () => {
    const [leader, member] = ['leader', 'member'].map((edition) =>
      readFileSync(join(home, `data/documents/U-0021-${edition}.json`), 'utf8'),
    );
    expect(leader).toContain('巡察期间不主动了解、不找相关人员核实');
    expect(leader).toContain('邱立新政府采购');
    for (const word of ['不主动了解', '特种设备', '柴进宝', '康泽', '9901012024000015', '9901012023000455'])
      expect(member).not.toContain(word);
    expect(leader).not.toContain('特种设备');
  });
});

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });

describe('what was planted in the samples', () => {
  test('stands nowhere in the data folder, in database pages or inside documents', async () => {
    const secrets = seededSecrets();
    const found: string[] = [];
    for (const path of filesBelow(join(home, 'data'))) {
      const bytes = readFileSync(path);
      const texts = [bytes.toString('latin1'), bytes.toString('utf16le')];
      if (path.endsWith('.docx'))
        for (const part of Object.values((await JSZip.loadAsync(bytes)).files)) texts.push(await part.async('string'));
      for (const secret of secrets) if (texts.some((text) => text.includes(secret))) found.push(`${path} ${secret}`);
    }
    const tables = await serverTables(join(home, 'data'));
    for (const [name, rows] of tables)
      for (const secret of secrets) if (rows.includes(secret)) found.push(`${name} ${secret}`);
    expect(found).toEqual([]);
    expect(existsSync(join(home, 'data/hub.sqlite')) || tables.length > 20).toBe(true);
  });

  test('nor do the names of those who wrote', async () => {
    const text = filesBelow(join(home, 'data')).map((path) => readFileSync(path, 'utf8'));
    text.push(...(await serverTables(join(home, 'data'))).map(([, rows]) => rows));
    for (const name of ['方澜', '钟启明', '施允', '葛晓棠', '薛敬', '卢雨桐', '常乐'])
      expect(text.filter((one) => one.includes(name))).toEqual([]);
  });
});

function sheetOf(workbook: ExcelJS.Workbook, name: string): ExcelJS.Worksheet {
  const sheet = workbook.getWorksheet(name);
  if (!sheet) throw new Error(`no sheet ${name}`);
  return sheet;
}

/** A copy of the samples with the amount of one audit problem changed and one row of the letters taken out. */
async function changedSamples(): Promise<string> {
  const folder = join(home, 'samples');
  cpSync(projectFile('samples'), folder, { recursive: true });
  const audit = new ExcelJS.Workbook();
  await audit.xlsx.readFile(join(folder, 'audit/审计情况表.xlsx'));
  const problems = sheetOf(audit, '审计发现问题');
  const columns: string[] = [];
  problems.getRow(1).eachCell((cell, column) => {
    columns[column] = cell.text;
  });
  const amount = problems.getRow(5).getCell(columns.indexOf('问题金额（万元）'));
  expect(amount.value).toBe('约2.8');
  amount.value = 28;
  await audit.xlsx.writeFile(join(folder, 'audit/审计情况表.xlsx'));
  const letters = new ExcelJS.Workbook();
  await letters.xlsx.readFile(join(folder, 'discipline/检举控告登记表.xlsx'));
  const sheet = sheetOf(letters, '检举控告');
  expect(sheet.getCell('A2').value).toBe('QJ2023-0087');
  sheet.spliceRows(2, 1);
  await letters.xlsx.writeFile(join(folder, 'discipline/检举控告登记表.xlsx'));
  return folder;
}

describe('demo on changed files', () => {
  test('figures follow the files, in a folder that an earlier demo made', async () => {
    const samples = await changedSamples();
    const changed = demo(join(home, 'data'), '--samples', samples);
    const before = targetOf(report, HOUSING);
    const after = targetOf(changed, HOUSING);
    expect(after.records).toBe(13);
    expect(changed.departments[0]).toMatchObject({ code: 'DIS', received: (report.departments[0]?.received ?? 0) - 1 });
    const of = (items: readonly Item[], title: string) => items.find((item) => item.title.includes(title));
    const fund = '维修资金';
    expect(of(before.items, fund)).toMatchObject({ checkability: 76, severity: 32 });
    expect(of(after.items, fund)).toMatchObject({ checkability: 79, severity: 42 });
  }, 120_000);

  test('a folder that is not a demo’s is left alone', () => {
    const own = join(home, 'own');
    mkdirSync(own);
    writeFileSync(join(own, '工作笔记.txt'), '不可清空');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', MAIN, 'demo'], {
      env: environment({ HUB_DATA: own }),
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('E-DEMO-FOLDER');
    expect(stderr).toContain('处理办法');
    expect(readFileSync(join(own, '工作笔记.txt'), 'utf8')).toBe('不可清空');
  });

  test('a folder without samples is an error with a remedy', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', MAIN, 'demo', '--samples', home], {
      env: environment({ HUB_DATA: join(home, 'none') }),
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('E-SAMPLES');
  });
});

describe('what a person sees', () => {
  const env = () => ({ ...process.env, HUB_DATA: join(home, 'shown') });
  const printed = (args: string[]): string =>
    execFileSync(process.execPath, ['--no-warnings', MAIN, ...args], { env: env(), encoding: 'utf8', maxBuffer: 1e8 });

  test('the demo says what was cut, by kind and count; the list of matters has titles; 80 columns both', () => {
    const shown = printed(['demo']);
    const unwrapped = shown.replace(/\n {4}/gu, '');
    expect(unwrapped).toMatch(/信访 入库前已去除：.*手机号 \d+/u);
    const matters = printed(['matters', '--unit', HOUSING]);
    expect(matters).toMatch(/部门 编号 +版 +来源 +标题/u);
    const { items } = targetOf(report, HOUSING);
    expect(items.length).toBeGreaterThan(0);
    expect(matters).toMatch(/[\u4e00-\u9fff]{8}/u);
    for (const line of [...shown.split('\n'), ...matters.split('\n')])
      if (!line.includes(home)) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });
});
