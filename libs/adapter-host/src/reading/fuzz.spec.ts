import fc from 'fast-check';
import { readHere } from './read-here.js';
import { readJson, readNdjson } from './read-json.js';
import { FileRefusal } from './refusal.js';
import { collect, HEADERS, letter, OPTIONS, workbook } from './testing.js';

/** Rows, or a refusal; nothing else may come out of hostile bytes. */
async function survives(items: Parameters<typeof collect>[0]): Promise<void> {
  try {
    await collect(items);
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
  }
}

const hostile = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc
    .dictionary(
      fc.constantFrom('信件编号', 'unit', '主要问题', '被反映人', 'layout', '__proto__', '金额'),
      fc.anything(),
    )
    .map((value) => JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each))),
);

test('hostile JSON bodies are refused or read', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, (text) => survives(readJson(text, OPTIONS))),
    { numRuns: 500 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('every filled line of a stream is one row, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile.map((text) => text.replace(/[\r\n]/g, ' '))), async (lines) => {
      async function* bytes(): AsyncGenerator<Uint8Array> {
        yield Buffer.from(lines.join('\n'));
      }
      const filled = Buffer.from(lines.join('\n'))
        .toString()
        .replace(/^\ufeff/, '')
        .split('\n')
        .filter((line) => line.trim() !== '');
      expect((await collect(readNdjson(bytes(), OPTIONS))).rows).toHaveLength(filled.length);
    }),
    { numRuns: 200 },
  );
});

test('noise, and workbooks with bytes changed, are refused or read', async () => {
  const whole = await workbook([HEADERS, letter('1'), letter('2')]);
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), changes), async (made) => {
      const bytes = made instanceof Uint8Array ? made : Buffer.from(whole);
      if (!(made instanceof Uint8Array)) for (const [at, byte] of made) bytes[at] = byte;
      await survives(readHere(bytes, OPTIONS));
    }),
    { numRuns: 200 },
  );
});
