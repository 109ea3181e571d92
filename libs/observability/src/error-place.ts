import { AppError } from '#libs/kernel';

/** What may be said of an error: code and kind of our own, class and place of a foreign one. Never its text. */
export interface ErrorFields {
  code: string;
  kind: string;
  /** File and line of the top frame within our own code. */
  at?: string;
}

const FRAME = /^ {4}at [^\n]*?((?:libs|apps)\/[\w-]+\/src\/[\w./-]+\.[jt]s:\d+):\d+\)?$/mu;
/** What V8 writes before the message: class, and Node's code in brackets. */
const HEADER = /^[\w$]{0,80}(?: \[\w{1,60}\])?(?:: )?$/u;
const CLASS = /^(?!.*\d{6})[A-Za-z_$][\w$]{0,60}$/u;
/** Codes of ours, of Node and of the database drivers; a run of digits is no code. */
export const CODE = /^(?!.*\d{6})[A-Z][A-Z0-9_-]{1,47}$/u;

/** Says of `error` what may be logged, whatever it is; it never throws. */
export function errorFields(error: unknown): ErrorFields {
  try {
    return fieldsOf(error);
  } catch {
    return { code: 'E-FOREIGN', kind: 'unreadable' };
  }
}

function fieldsOf(error: unknown): ErrorFields {
  if (error instanceof AppError) return { code: CODE.test(error.code) ? error.code : 'E-FOREIGN', kind: error.kind };
  if (!(error instanceof Error)) return { code: 'E-FOREIGN', kind: typeof error };
  const { code } = error as { code?: unknown };
  // The class, not the `name`, which anyone may write on.
  const name: unknown = error.constructor?.name;
  const at = placeOf(error);
  return {
    code: typeof code === 'string' && CODE.test(code) ? code : 'E-FOREIGN',
    kind: typeof name === 'string' && CLASS.test(name) ? name : 'Error',
    ...(at ? { at } : {}),
  };
}

/** Reads the frames after the message only: a message may be written to look like a frame. */
function placeOf(error: Error): string | undefined {
  const { stack, message } = error;
  if (typeof stack !== 'string' || typeof message !== 'string') return undefined;
  const from = message === '' ? stack.indexOf('\n') : stack.indexOf(message);
  if (from < 0 || !HEADER.test(stack.slice(0, from))) return undefined;
  return FRAME.exec(stack.slice(from + message.length))?.[1];
}
