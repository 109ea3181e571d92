import { run } from './run.js';

/** What a command says on standard error, with its exit code. */
async function said(args: string[]): Promise<[number, string]> {
  let text = '';
  const err = (part: string): void => {
    text += part;
  };
  const code = await run(args, { out: err, err, drained: async () => undefined, interactive: false });
  return [code, text];
}

test.each([
  [['polish'], '没有这个命令：polish'],
  [['matter'], '是否要写 matters？'],
  [['matters', '--none'], '没有这个选项：--none'],
  [['matters', '--unit'], '选项后面缺少值：--unit <unit>'],
  [['import', 'police', 'a.csv'], '不能用这个值：police'],
  [['import', 'police', 'a.csv'], '可用的值：discipline、'],
  [['import', 'petition'], '缺少参数：file'],
  [['import', 'petition', 'a', 'b'], '参数太多'],
  [['round', 'create', '--start', '2024-05-01', '--units', 'U-1'], '缺少必填选项：--id'],
  [['round', 'none'], '没有这个命令：none'],
])('%j is wrong use, said in Chinese with what to do: %s', async (args, words) => {
  const [code, text] = await said(args);
  expect(code).toBe(2);
  expect(text).toContain(words);
  expect(text).toMatch(/错误 E-USAGE：.*\n {2}处理办法：/u);
  expect(text).not.toMatch(/error:/u);
});

test('nothing at all shows the help', async () => {
  const [, text] = await said([]);
  expect(text).toContain('Usage');
});
