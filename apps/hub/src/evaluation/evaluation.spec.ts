import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#libs/config';
import type { Hub } from '#libs/embedded';
import { DIFFICULTIES, type Generated, generate } from '#libs/evaluation';
import { evaluate, type Report } from './evaluate.js';
import { calibrateLabelled, evaluateLabelled } from './own-data.js';
import { reportText } from './report.js';
import { deliver, loadOffice, withTemporaryHub } from './temporary-hub.js';

const folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const config = readConfig({ HUB_DATA: join(folder, 'data') });

describe('a small evaluation on test families', () => {
  let report: Report;
  beforeAll(async () => {
    report = await evaluate(config, { records: 400, seed: 7, families: 'test' }, () => {});
  });

  it('reaches the floors', () => {
    const { pairwise, auto, blocking, origins, units } = report;
    expect(pairwise.p).toBeGreaterThanOrEqual(0.95);
    expect(pairwise.f1).toBeGreaterThanOrEqual(0.85);
    expect(auto.precision).toBeGreaterThanOrEqual(0.97);
    expect(blocking.recall).toBeGreaterThanOrEqual(0.98);
    expect(blocking.candidatesPerRecord).toBeLessThanOrEqual(120);
    expect(origins?.f1).toBeGreaterThanOrEqual(0.96);
    expect(units?.top1).toBeGreaterThanOrEqual(0.98);
  });

  it('has no gap between orders of arrival, takes splits back exactly, and explains each score', () => {
    expect([report.orderGap, report.undoExact, report.barErrors]).toEqual([0, true, 0]);
  });

  it('touches nothing of the configured hub, and says every difficulty in 80 columns', () => {
    expect(existsSync(config.dataDir)).toBe(false);
    expect(Object.keys(report.difficulties)).toEqual([...DIFFICULTIES]);
    const lines = reportText(report).split('\n');
    expect(lines.length).toBeGreaterThan(DIFFICULTIES.length);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});

describe("labels on a hub's own records", () => {
  const CODES = { discipline: 'DIS', 'case-management': 'CMG', audit: 'AUD', petition: 'PET', procuratorate: 'PRO' };
  const generated: Generated = generate(200, 11, 'tuning');
  const names = generated.records.map(({ department, sourceRecordId, truth }) => ({
    name: `${CODES[department]}:${sourceRecordId}`,
    matter: truth.matter,
  }));

  const withRecords = <T>(work: (hub: Hub) => Promise<T>): Promise<T> =>
    withTemporaryHub(config, async (hub) => {
      await loadOffice(hub, generated.office);
      await deliver(hub, generated.records, () => {});
      await hub.settle();
      return work(hub);
    });

  const file = (lines: readonly string[]): string => {
    const path = join(folder, 'labels.csv');
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };

  it('by matter and by pair give the same quality, and too few give no threshold', () =>
    withRecords(async (hub) => {
      const byMatter = await evaluateLabelled(
        hub,
        file(['sourceRecordId,matter', ...names.map(({ name, matter }) => `${name},${matter}`), 'PET:0,m0']),
      );
      expect(byMatter).toMatchObject({ labelled: 200, unknown: 1, origins: null, units: null });
      const pairs = names.flatMap((a, at) =>
        names.slice(0, at).map((b) => `${a.name},${b.name},${a.matter === b.matter ? '是' : '否'}`),
      );
      const path = file(['recordA,recordB,same', ...pairs]);
      const byPair = await evaluateLabelled(hub, path);
      expect(byPair).toMatchObject({ pairwise: byMatter.pairwise, blocking: byMatter.blocking, bcubed: null });
      const few = file(['recordA,recordB,same', ...pairs.slice(0, 100)]);
      await expect(calibrateLabelled(hub, few)).rejects.toMatchObject({ code: 'E-LABELS-FEW' });
    }));

  it.each([
    ['another header', ['a,b', '1,2'], /表头/u],
    ['an answer that is none', ['recordA,recordB,same', 'PET:1,PET:2,也许'], /第 1 行 same/u],
    ['nobody known', ['sourceRecordId,matter', 'PET:0,m1'], /一条也找不到/u],
  ])('refuses %s', (_, lines, message) =>
    withTemporaryHub(config, async (hub) => {
      await expect(evaluateLabelled(hub, file(lines))).rejects.toThrow(message);
    }),
  );
});
