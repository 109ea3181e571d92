import { DEPARTMENTS } from '#libs/embedded';
import { cutLabel, cutText } from './cut-labels.js';

const kinds = new Set(
  DEPARTMENTS.flatMap(({ layouts }) => layouts).flatMap(({ columns, denied = [] }) => [
    ...columns.flatMap(({ drop }) => (drop ? [drop] : [])),
    ...denied.map(({ kind }) => kind),
  ]),
);

test.each([...kinds].sort())('a person is told in Chinese that “%s” was cut', (kind) => {
  expect(cutLabel(kind)).toMatch(/^[\u4e00-\u9fff]+$/u);
});

test('kinds that a person knows by one name are told together, with their counts', () => {
  expect(cutText({ phone: 3, informantEmail: 1, informantMail: 2 })).toBe('手机号 3、反映人邮箱 3');
});
