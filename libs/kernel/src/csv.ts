import { parse } from 'csv-parse/sync';

/** Rows of a CSV text with a header line, as objects of trimmed strings. Lines beginning with `#` are remarks. */
export function csvRows(text: string): Record<string, string>[] {
  return parse(text, {
    columns: true,
    trim: true,
    bom: true,
    comment: '#',
    comment_no_infix: true,
    skip_empty_lines: true,
  });
}
