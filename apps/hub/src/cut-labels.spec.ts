import { DEPARTMENTS } from '#libs/embedded';
import { cutLabel } from './cut-labels.js';

const kinds = new Set(
  DEPARTMENTS.flatMap(({ layouts }) => layouts).flatMap(({ columns, denied = [] }) => [
    ...columns.flatMap(({ drop }) => (drop ? [drop] : [])),
    ...denied.map(({ kind }) => kind),
  ]),
);

test.each([...kinds].sort())('a person is told in Chinese that “%s” was cut', (kind) => {
  expect(cutLabel(kind)).toMatch(/^[\u4e00-\u9fff]+$/u);
});
