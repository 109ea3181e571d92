import {
  type Department,
  layoutsFromFile,
  type NormalizeContext,
  type Normalized,
  type SourceRecord,
} from '#libs/contracts';
import { assemble } from './assemble.js';
import { guard } from './guard.js';
import { LetterRecord } from './letter.record.js';
import { normalizeLetter } from './normalize-letter.js';
import { normalizeSection } from './normalize-section.js';
import { normalizeStat } from './normalize-stat.js';
import { ACCUSATION, purposeOf } from './purpose.js';
import { SectionRecord } from './section.record.js';

const RECORDS: Record<string, new () => object> = { letters: LetterRecord, sections: SectionRecord };

function recordClass(kind: string): new () => object {
  const found = RECORDS[kind];
  if (!found) throw new RangeError(`no layout ${kind}`);
  return found;
}

/**
 * Only 揭发控告 makes a clue. A registration of a petition that is registered already is the same petition: counted, no new clue.
 */
function normalize(record: SourceRecord, context: NormalizeContext): Normalized {
  if (record.kind === 'sections') return normalizeSection(Object.assign(new SectionRecord(), record.fields), context);
  const letter = Object.assign(new LetterRecord(), record.fields);
  const again = letter.repeatOf !== undefined && ![letter.petitionNo, letter.petitionId].includes(letter.repeatOf);
  return purposeOf(letter.purpose) === ACCUSATION && !again ? normalizeLetter(letter) : normalizeStat(letter);
}

/** Columns that hold a petitioner's papers, whatever a system calls them. */
const DENIED = [{ pattern: /扫描件|信封|邮戳|录音|影像|照片|签名|手印|IP地址|设备号/u, kind: 'original' }];

/** 信访: the national field set by Chinese header or pinyin abbreviation, and the return sections of 信访工作条例 art. 41. */
export const petition: Department = {
  code: 'PET',
  name: 'petition',
  label: '信访',
  lib: '#libs/department-petition',
  sourceSystem: 'petition-platform',
  layouts: layoutsFromFile('libs/department-petition/data/columns.csv', [
    {
      kind: 'letters',
      label: '信访件',
      signature: ['petitionNo', 'purpose', 'overview', 'petitionId'],
      denied: DENIED,
    },
    {
      kind: 'sections',
      label: '四项情况',
      signature: ['section', 'forwarded', 'acceptedInTime', 'leaderCases'],
      denied: DENIED,
    },
  ]),
  assemble,
  recordClass,
  guard,
  normalize,
};
