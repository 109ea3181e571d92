import type { HubEvent } from '#libs/contracts';
import { type HttpApp, startHttp } from '#libs/http';
import { type Clock, projectFile } from '#libs/kernel';
import { type ClueParts, clueOf, deliver, eventOf, recordIdFor, type TempDatabase, tempDatabase } from '#libs/testkit';
import { AggregationModule } from './aggregation.module.js';
import { Aggregator } from './aggregator.js';
import { importRegistry } from './registry-import.js';
import { importRoster } from './roster.js';
import { AGGREGATION_MIGRATIONS } from './start.js';
import { readTable } from './table-file.js';

/** An aggregator on a database of its own. Only for specs. */
export interface Bench {
  temp: TempDatabase;
  aggregator: Aggregator;
  /** One more aggregator on the same database, as another process would be. */
  another(): Aggregator;
  take(events: readonly HubEvent[]): Promise<void>;
  /** Writes an officer's word on a pair of records. */
  decide(kind: 'MUST' | 'CANNOT' | 'UNSURE' | 'REVOKE', a: string, b: string, at: string): Promise<void>;
  remove(): Promise<void>;
}

/** Registry and roster of the cases, in the order in which an office loads them. */
export async function loadOffice(temp: TempDatabase): Promise<void> {
  for (const name of ['units', 'aliases', 'events', 'roster']) {
    const rows = await readTable(projectFile(`libs/aggregation/cases/registry/${name}.csv`));
    await temp.db.transaction(async (statements) => {
      if (name === 'roster') await importRoster(statements, rows);
      else await importRegistry(statements, rows);
    });
  }
}

/** A bench whose clock moves on by a second each time it is asked. */
export async function openBench(
  migrations = AGGREGATION_MIGRATIONS,
  linkLimit = 10_000,
  linkSmall?: number,
): Promise<Bench> {
  const temp = await tempDatabase(migrations);
  const settings = { division: '990101', office: '青禾区委巡察办', contact: '综合科', linkLimit, linkSmall };
  let asked = 0;
  const clock: Clock = { now: () => new Date(Date.parse('2024-05-16T02:00:00Z') + 1000 * asked++) };
  const aggregator = new Aggregator(temp.db, clock, settings);
  return {
    temp,
    aggregator,
    another: () => new Aggregator(temp.db, clock, settings),
    take: (events) => deliver(aggregator.ingest, events),
    decide: (kind, a, b, at) =>
      temp.db.transaction((statements) =>
        statements.insert('decision', [
          {
            decision_id: `${at}-${kind}-${a}`.slice(0, 36),
            record_a: a,
            record_b: b,
            kind,
            reason: '核对',
            officer: '巡察办甲',
            second_officer: null,
            decided_at: at,
          },
        ]),
      ),
    remove: () => temp.remove(),
  };
}

const PLACES = ['青河路', '文昌街', '北苑', '东塘', '柳林', '石桥', '南坪', '云溪'];
const WORKS = [
  '雨污分流改造',
  '小区外墙翻新',
  '道路亮化',
  '公厕新建',
  '河道清淤',
  '农贸市场改建',
  '停车场划线',
  '绿化补植',
];

/** Clue number `no` of matter `matter`: another text each time, the same project, sum, month and person. */
export function clueOfMatter(matter: number, no: number, parts: ClueParts = {}): ReturnType<typeof clueOf> {
  const project = `${PLACES[matter % 8]}${WORKS[(matter * 3) % 8]}工程`;
  const sum = `${(matter + 3) * 173}600.00`;
  const texts = [
    `${project}未按程序招标，由关系户直接承揽，多付工程款${sum}元。`,
    `反映在${project}中虚报工程量，套取资金${sum}元，验收走过场。`,
    `${project}结算审核把关不严，多计多付${sum}元，至今没有追回。`,
  ];
  const month = String(1 + (matter % 9)).padStart(2, '0');
  const summary = texts[no % 3] as string;
  return clueOf({
    title: `反映${project}问题`,
    summary,
    units: ['区住建局'],
    project,
    amount: { min: sum, max: sum, currency: 'CNY', approx: false, kind: 'INVOLVED', raw: `${sum}元` },
    occurFrom: `2022-${month}-01`,
    occurTo: `2022-${month}-28`,
    occurPrecision: 'MONTH',
    domain: 'D02',
    ...parts,
  });
}

const SENDERS = ['DIS', 'AUD', 'CMG'] as const;

/** Events of `matters` matters with three records each, from three departments. */
export const matterEvents = (matters: number): HubEvent[] =>
  Array.from({ length: matters }, (_, matter) =>
    SENDERS.map((department, no) =>
      eventOf(
        department,
        `M${matter}-${no}`,
        clueOfMatter(matter, no, { sourceChannel: department === 'AUD' ? '04' : '01' }),
      ),
    ),
  ).flat();

/** Record id of clue `no` of matter `matter` in {@link matterEvents}. */
export const recordOfMatter = (matter: number, no: number): string =>
  recordIdFor(SENDERS[no] ?? 'DIS', `M${matter}-${no}`);

/** The aggregator's read API over a bench, with a key for each holder. */
export async function openCaseApi(bench: Bench): Promise<{ app: HttpApp; keys: Record<string, string> }> {
  const app = await startHttp({
    title: '线索汇总',
    controllers: [],
    imports: [AggregationModule.caseApi(bench.aggregator)],
    db: bench.temp.db,
    holders: ['office', 'case-system', 'dept:audit'],
    port: 0,
    insecureLocal: false,
    at: '2024-05-16T02:00:00.000Z',
  });
  return { app, keys: Object.fromEntries(app.keys.map(({ holder, key }) => [holder, key])) };
}
