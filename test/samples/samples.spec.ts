import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import ExcelJS from 'exceljs';
import { projectFile } from '#libs/kernel';
import { sampleBytes, sampleSources, seededSecrets } from './sample-files.js';

const FOLDER = projectFile('samples');

/** Values of all cells and merged ranges; a workbook's bytes differ from run to run, what it says must not. */
async function contentOf(bytes: Buffer): Promise<unknown> {
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return bytes.toString('base64');
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as unknown as ArrayBuffer);
  return workbook.worksheets.map((sheet) => {
    const cells: [string, unknown][] = [];
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        cells.push([cell.address, cell.value]);
      });
    });
    return [sheet.name, sheet.model.merges, cells];
  });
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });

describe('samples', () => {
  test.each(sampleSources().map((sample) => [sample.file, sample] as const))(
    '%s holds what its source says',
    async (file, sample) => {
      const path = join(FOLDER, file);
      expect(existsSync(path)).toBe(true);
      expect(await contentOf(readFileSync(path))).toEqual(await contentOf(await sampleBytes(sample)));
    },
  );

  test('nothing lies there that no source makes', () => {
    const made = new Set(sampleSources().map(({ file }) => file));
    const strange = filesBelow(FOLDER).filter((path) => !path.includes('.错误标注.'));
    expect(strange.map((path) => relative(FOLDER, path)).filter((path) => !made.has(path))).toEqual([]);
  });

  test('every planted number and address stands in a sample', () => {
    const written = JSON.stringify(sampleSources());
    expect(seededSecrets().filter((secret) => !written.includes(secret))).toEqual([]);
    expect(seededSecrets().length).toBeGreaterThan(15);
  });
});
