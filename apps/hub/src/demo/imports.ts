import type { ReceiptItem } from '#libs/adapter-host';
import { type Hub, importFile } from '#libs/embedded';
import type { SampleFolder } from './samples.js';

/** A row that was not accepted, as the receipt words it. */
export interface LeftOut {
  label: string;
  place: string;
  outcome: 'refused' | 'invalid' | 'file';
  message: string;
}

/** What became of the files of one department. */
export interface DepartmentResult {
  code: string;
  label: string;
  files: number;
  received: number;
  accepted: number;
  refused: number;
  invalid: number;
  skipped: number;
  leftOut: LeftOut[];
  /** What was cut before the disk, by kind. */
  cut: Record<string, number>;
}

/** Takes every sample file in through the department's own file door. `progress` is told of files. */
export async function importSamples(
  hub: Hub,
  samples: SampleFolder,
  progress: (done: number, of: number) => void,
): Promise<DepartmentResult[]> {
  const results: DepartmentResult[] = [];
  const total = samples.departments.reduce((sum, { files }) => sum + files.length, 0);
  let done = 0;
  for (const { department, files } of samples.departments) {
    const { code, label } = department;
    const result: DepartmentResult = {
      code,
      label,
      files: files.length,
      received: 0,
      accepted: 0,
      refused: 0,
      invalid: 0,
      skipped: 0,
      leftOut: [],
      cut: {},
    };
    for (const file of files) {
      await importOne(hub, department, file, result);
      done += 1;
      progress(done, total);
    }
    results.push(result);
  }
  return results;
}

type SampleDepartment = SampleFolder['departments'][number]['department'];

async function importOne(
  hub: Hub,
  department: SampleDepartment,
  file: string,
  result: DepartmentResult,
): Promise<void> {
  const { submittedBy, approvedBy } = hub.config;
  // The annotated copy would lie among the samples and be found there by the next demo.
  const options = { submittedBy, approvedBy, namesFromConfiguration: true, annotated: false };
  const { label } = department;
  const { rows, refusal, cut } = await importFile(hub, department, file, options, (items) => {
    for (const item of items) if (isLeftOut(item)) result.leftOut.push(leftOut(label, item));
  });
  for (const [kind, count] of Object.entries(cut)) result.cut[kind] = (result.cut[kind] ?? 0) + count;
  result.received += rows.received;
  result.accepted += rows.accepted;
  result.refused += rows.refused;
  result.invalid += rows.invalid;
  result.skipped += rows.skipped;
  if (refusal) result.leftOut.push({ label, place: '整份文件', outcome: 'file', message: refusal.message });
}

const isLeftOut = ({ outcome }: ReceiptItem): boolean => outcome === 'refused' || outcome === 'invalid';

function leftOut(label: string, item: ReceiptItem): LeftOut {
  const { row, sheet, outcome, message = '' } = item;
  const place = `${sheet ? `${sheet} ` : ''}第${row}行`;
  return { label, place, outcome: outcome === 'refused' ? 'refused' : 'invalid', message };
}
