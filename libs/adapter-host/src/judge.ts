import { type ValidationError, validateSync } from 'class-validator';
import {
  type Checkability,
  type Clue,
  type Department,
  type Finding,
  keepsRules,
  type NormalizeContext,
  type Normalized,
  type Refusal,
  type SourceRecord,
  wireInstance,
} from '#libs/contracts';
import { scoreCheckability } from '#libs/scoring';

/** What the pure part of intake says about one source record. */
export type Judgement =
  | { outcome: 'invalid'; findings: Finding[] }
  | { outcome: 'fit'; normalized: Normalized; quality?: Checkability };

/** validate → normalise → score: pure, the same for every door. */
export function judge(department: Department, record: SourceRecord, context: NormalizeContext): Judgement {
  const findings = validate(department.recordClass(record.kind), record);
  if (findings.length > 0) return { outcome: 'invalid', findings };
  const normalized = department.normalize(record, context);
  if (normalized.eventType !== 'CLUE_SUBMITTED') return { outcome: 'fit', normalized };
  return { outcome: 'fit', normalized, quality: scoreCheckability(normalized.payload as Clue) };
}

/**
 * Every mistake of a record, by field, in the words of its class. Records come from the reading thread too, where copies lose their
 * classes: nested ones are made here, where `@Type` says so.
 */
function validate(recordClass: new () => object, record: SourceRecord): Finding[] {
  const instance = wireInstance(recordClass, record.fields);
  if (keepsRules(instance)) return [];
  return validateSync(instance, { forbidUnknownValues: true, stopAtFirstError: true }).flatMap((error) =>
    findingsOf(error, ''),
  );
}

function findingsOf(error: ValidationError, path: string): Finding[] {
  const field = path ? `${path}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, text]): Finding => {
    const [message = text, remedy] = text.split(/[；;](.*)/su);
    const missing = error.value === undefined || error.value === null || error.value === '';
    const contexts = error.contexts as Record<string, { whole?: boolean } | undefined> | undefined;
    const place = contexts?.[rule]?.whole ? {} : { field };
    return { code: codeOf(rule, missing), ...place, message, ...(remedy ? { remedy } : {}) };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => findingsOf(child, field))];
}

const RULE_CODES: Record<string, string> = { maxLength: 'E-LENGTH', minLength: 'E-LENGTH', isIn: 'E-CODE' };

/** Our own rules are named by their code; those of class-validator are translated. */
const codeOf = (rule: string, missing: boolean): string =>
  rule.startsWith('E-') ? rule : missing ? 'E-REQUIRED' : (RULE_CODES[rule] ?? 'E-FORMAT');

/** Whether two refusals of rows of one record say the same; the first one stands for the record. */
export const firstRefusal = (refusals: (Refusal | undefined)[]): Refusal | undefined =>
  refusals.find((refusal) => refusal !== undefined);
