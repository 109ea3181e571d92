import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { clueTopic, solicitationTopic } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { projectFile } from '#libs/kernel';

const text = readFileSync(projectFile('docs/asyncapi.yaml'), 'utf8');

interface Document {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { action: string; channel: { $ref: string } }>;
  components: { messages: Record<string, { payload: { schema: { $ref: string } } }> };
}
const document = parse(text) as Document;

/** The specification's own schema. */
function specification(): object {
  const folder = dirname(createRequire(import.meta.url).resolve('@asyncapi/specs/package.json'));
  return JSON.parse(readFileSync(join(folder, 'schemas', '3.0.0-without-$id.json'), 'utf8')) as object;
}

describe('docs/asyncapi.yaml', () => {
  it('keeps AsyncAPI 3.0.0', () => {
    const valid = new Ajv({ strict: false, validateFormats: false }).compile(specification());
    valid(document);
    expect(valid.errors ?? []).toEqual([]);
    expect(valid({ ...document, asyncapi: '3.0.0', channels: { x: { messages: 7 } } })).toBe(false);
  });

  it('has a topic each way for every department', () => {
    const topics = DEPARTMENTS.flatMap(({ code }) => [clueTopic(code), solicitationTopic(code)]);
    expect(Object.keys(document.channels).sort()).toEqual(topics.sort());
  });

  it('refers to nothing that is not there', () => {
    for (const match of text.matchAll(/\$ref: "?'?(#[^\s"']+|\.\/[^\s"']+)/gu)) {
      const target = String(match[1]);
      if (target.startsWith('./')) expect([target, existsSync(projectFile(`docs/${target}`))]).toEqual([target, true]);
      else {
        const parts = target.slice(2).split('/');
        const found = parts.reduce<unknown>((node, part) => (node as Record<string, unknown>)?.[part], document);
        expect([target, typeof found]).toEqual([target, 'object']);
      }
    }
  });
});
