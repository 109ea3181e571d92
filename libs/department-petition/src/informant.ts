import type { Informant, InformantClass } from '#libs/contracts';
import { coded } from './codes.js';
import type { LetterRecord } from './letter.record.js';

/** Words that say that only a few people could know: then the letter itself could give its writer away. */
const SMALL_CIRCLE = /(?:只有|仅有?|就|除了).{0,10}(?:[一二两三四五六几\d]个?人|我和|【人员)/u;

function classOf(record: LetterRecord, count: number): { class: InformantClass; derived: boolean } {
  if (record.joint) return { class: 'R3', derived: false };
  if (record.anonymous === true) return { class: record.hasContact ? 'R4' : 'R5', derived: false };
  if (record.anonymous === false)
    return { class: count > 1 && record.joint === undefined ? 'R3' : 'R2', derived: false };
  if (coded('T05a', record.form).code === '05') return { class: 'R6', derived: true };
  if (record.hasName) return { class: 'R2', derived: true };
  return { class: record.hasContact ? 'R4' : 'R5', derived: true };
}

/**
 * What may be known of the petitioner: a class and counts. Where no column says whether the letter is anonymous, the dropped
 * columns tell whether a name or a way to reach the writer was there; a petition office confirms no signature, so none is verified.
 */
export function informantOf(record: LetterRecord, text: string): { informant: Informant; derived: boolean } {
  const count = Math.max(1, Number(record.persons ?? 1));
  const kind = classOf(record, count);
  const anonymous = kind.class === 'R4' || kind.class === 'R5';
  return {
    informant: {
      class: kind.class,
      verified: false,
      count,
      joint: kind.class === 'R3',
      anonymous,
      contactable: record.hasContact ?? !anonymous,
      ...(SMALL_CIRCLE.test(text) ? { smallCircle: true } : {}),
    },
    derived: kind.derived,
  };
}
