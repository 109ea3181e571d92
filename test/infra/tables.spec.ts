import { readdirSync } from 'node:fs';
import {
  clueTopic,
  DEPARTMENT_CODES,
  type DepartmentCode,
  MATTER_APPROVED_TOPIC,
  solicitationTopic,
} from '#libs/contracts';
import { csvRows, projectFile, readProjectFile } from '#libs/kernel';

const acls = csvRows(readProjectFile('docker/kafka/acls.csv'));
const topics = csvRows(readProjectFile('docker/kafka/topics.csv'));
const adapters = readdirSync(projectFile('apps')).filter((name) => name.startsWith('adapter-'));

/** Adapter of a department by the name in its topic. */
const adapterOf = (department: DepartmentCode): string => `adapter-${clueTopic(department).split('.')[1]}`;
const departments = DEPARTMENT_CODES.filter((department) => adapters.includes(adapterOf(department)));

describe('topics.csv', () => {
  it('has the topics of every department with an adapter, and that of approved matters', () => {
    const expected = [...departments.map(clueTopic), ...departments.map(solicitationTopic), MATTER_APPROVED_TOPIC];
    expect(departments).toHaveLength(adapters.length);
    expect(topics.map(({ topic }) => topic).sort()).toEqual(expected.sort());
  });

  it('keeps nothing longer than 14 days: days of retention and one for the segment', () => {
    const roll = Number(/^log\.roll\.hours=(\d+)$/mu.exec(readProjectFile('docker/kafka/server.properties'))?.[1]) / 24;
    expect(topics.filter(({ retention_days }) => !(Number(retention_days) + roll <= 14))).toEqual([]);
  });
});

describe('acls.csv', () => {
  it('names topics of topics.csv only, each by its whole name', () => {
    const known = new Set(topics.map(({ topic }) => topic));
    const strange = acls.filter(
      ({ resource, name, pattern }) => resource === 'topic' && !(known.has(name) && pattern === 'literal'),
    );
    expect(strange).toEqual([]);
  });

  it.each(departments)('lets the adapter of %s send its clues, read its solicitations, and no more', (department) => {
    const principal = adapterOf(department);
    const rows = acls
      .filter((row) => row.principal === principal)
      .map(({ operation, resource, name }) => `${operation} ${resource} ${name}`);
    expect(rows).toEqual([
      `Write topic ${clueTopic(department)}`,
      `Describe topic ${clueTopic(department)}`,
      `Read topic ${solicitationTopic(department)}`,
      `Describe topic ${solicitationTopic(department)}`,
      `Read group ${principal}`,
    ]);
  });

  it('has no adapter whose groups another may join: no name begins with another', () => {
    const services = [...adapters, 'aggregator'];
    expect(services.filter((name) => services.some((other) => other !== name && name.startsWith(other)))).toEqual([]);
  });
});

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

describe('dashboard and alerts', () => {
  const dashboard = readProjectFile('docker/grafana/dashboards/clue-hub.json');
  const listed = csvRows(readProjectFile('docker/prometheus/metrics.csv'));
  const { panels } = JSON.parse(dashboard) as Dashboard;
  const queries = [
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    readProjectFile('docker/prometheus/alerts.yml'),
  ];
  const asked = new Set(queries.flatMap((query) => query.match(/\bhub_\w+/gu) ?? []));
  const series = listed.flatMap(({ metric = '', type }) =>
    type === 'histogram' ? [`${metric}_bucket`, `${metric}_count`, `${metric}_sum`] : [metric],
  );

  it('ask only for metrics of metrics.csv', () => {
    expect([...asked].filter((name) => !series.includes(name))).toEqual([]);
  });

  it('leave none of them out', () => {
    const unseen = listed.filter(({ metric = '' }) => ![...asked].some((name) => name.startsWith(metric)));
    expect(unseen).toEqual([]);
  });

  it('use only labels that the metric has', () => {
    const known = new Set(listed.flatMap(({ labels = '' }) => labels.split(' ')).concat('service', 'le', 'job'));
    const used = queries.flatMap((query) =>
      [...query.matchAll(/\b(?:by|without) \(([^)]+)\)|\{(\w+)=/gu)].flatMap(([, by, selector]) =>
        (by ?? selector ?? '').split(',').map((label) => label.trim()),
      ),
    );
    expect(used.filter((label) => !known.has(label))).toEqual([]);
  });
});
