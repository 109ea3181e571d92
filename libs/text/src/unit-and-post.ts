import { isPersonName } from './person-name.js';
import { endsLikeUnit, LEADING_POST, LEADING_QUALIFIER, WHOLE_PLAIN_POST, WHOLE_POST } from './post-words.js';

export type PostQualifier = '原' | '时任' | '前' | '现任';
export interface UnitAndPost {
  unit?: string;
  post?: string;
  /** The posts joined by 、 without qualifier and blanks. */
  postNorm?: string;
  qualifier?: PostQualifier;
}
export interface ReflectedPerson {
  raw: string;
  name: string;
  masked: boolean;
  unit?: string;
  post?: string;
}

const LONGEST = 160;
const QUALIFIER: Record<string, PostQualifier> = {
  原: '原',
  时任: '时任',
  前: '前',
  前任: '前',
  曾任: '原',
  现任: '现任',
  拟任: '现任',
};

const flat = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replaceAll('(', '（')
    .replaceAll(')', '）')
    .replaceAll(',', '，')
    .slice(0, LONGEST);

const normPost = (post: string): string =>
  post
    .replace(/(?:兼任|兼|暨|和|及|[，,/])+/gu, '、')
    .replace(/、+/gu, '、')
    .replace(/（[^（）]*）/gu, '');

function withPost(unit: string, post: string, qualifier?: PostQualifier): UnitAndPost {
  const own = LEADING_QUALIFIER.exec(post);
  const rest = own ? post.slice((own[1] as string).length) : post;
  const said = qualifier ?? (own ? QUALIFIER[own[1] as string] : undefined);
  return {
    ...(unit === '' ? {} : { unit }),
    post: rest,
    postNorm: normPost(rest),
    ...(said === undefined ? {} : { qualifier: said }),
  };
}

/**
 * Parts a cell 工作单位及职务 into the body and the post, for instance 区住建局 + 党组成员、副局长.
 * Rooms of a body (办公室, 财务科) belong to the post; stations, centres and schools belong to the unit.
 */
export function splitUnitAndPost(raw: string): UnitAndPost {
  let text = flat(raw);
  if (text === '') return {};
  const lead = LEADING_QUALIFIER.exec(text);
  const qualifier = lead ? QUALIFIER[lead[1] as string] : undefined;
  if (lead) text = text.slice((lead[1] as string).length);
  if (WHOLE_PLAIN_POST.test(text)) return withPost('', text, qualifier);
  for (let at = 1; at < text.length; at++) {
    if (!endsLikeUnit(text.slice(0, at))) continue;
    const rest = text.slice(at).replace(/^[、，：:]/u, '');
    if (WHOLE_POST.test(rest)) return withPost(text.slice(0, at), rest, qualifier);
  }
  if (WHOLE_POST.test(text)) return withPost('', text, qualifier);
  if (endsLikeUnit(text)) return { unit: text, ...(qualifier === undefined ? {} : { qualifier }) };
  const loose = /^(.{2,40}?)((?:党组|党委|副|原|时任)?[\p{Script=Han}]{0,6}(?:长|主任|书记|经理|委员|成员|员))$/u.exec(
    text,
  );
  if (loose) return withPost(loose[1] as string, loose[2] as string, qualifier);
  return { unit: text, ...(qualifier === undefined ? {} : { qualifier }) };
}

const NICKNAME =
  /^(?:[老小大]\p{Script=Han}|\p{Script=Han}某(?:某)?|\p{Script=Han}[×xX＊*○]{1,2}|\p{Script=Han}(?:姓(?:干部|领导|工作人员)|总|工))$/u;
const isMasked = (name: string): boolean => NICKNAME.test(name) || name.length === 1;

function tailName(text: string): { name: string; head: string } | undefined {
  for (const length of [4, 3, 2]) {
    if (text.length < length) continue;
    const name = text.slice(-length);
    const head = text.slice(0, -length);
    if (!NICKNAME.test(name) && !isPersonName(name)) continue;
    if (length === 4 && !isPersonName(name)) continue;
    if (head === '' || endsLikeUnit(head) || WHOLE_POST.test(head) || splitUnitAndPost(head).postNorm !== undefined)
      return { name, head };
  }
  return undefined;
}

function person(raw: string, name: string, about: UnitAndPost): ReflectedPerson {
  return {
    raw,
    name,
    masked: isMasked(name),
    ...(about.unit === undefined ? {} : { unit: about.unit }),
    ...(about.post === undefined ? {} : { post: about.post }),
  };
}

/** What a person takes over from the words before: an open post, or the body of the person named just before him. */
function inherited(
  own: ReflectedPerson,
  pending: UnitAndPost | undefined,
  last: ReflectedPerson | undefined,
): UnitAndPost {
  if (own.unit !== undefined) return {};
  if (pending !== undefined) return pending;
  return own.post !== undefined && last?.unit !== undefined ? { unit: last.unit } : {};
}

function readPiece(piece: string): { unit?: string; person?: ReflectedPerson; pending?: UnitAndPost } {
  const bracket = /^([^（）]{1,20})（([^（）]{1,60})）$/u.exec(piece);
  if (bracket) {
    const outside = bracket[1] as string;
    const inside = bracket[2] as string;
    if (isPersonName(outside) || NICKNAME.test(outside))
      return { person: person(piece, outside, splitUnitAndPost(inside)) };
    if (isPersonName(inside) || NICKNAME.test(inside))
      return { person: person(piece, inside, splitUnitAndPost(outside)) };
  }
  const bare = piece.replace(/（[^（）]*）/gu, '');
  if (!endsLikeUnit(bare) && !WHOLE_POST.test(bare)) {
    const tail = tailName(bare);
    if (tail) return { person: person(piece, tail.name, tail.head === '' ? {} : splitUnitAndPost(tail.head)) };
  }
  const titled =
    /^(\p{Script=Han}{1,4}?)((?:党委|党组|副)*(?:局长|主任|书记|镇长|乡长|区长|村长|院长|校长|园长|站长|所长|队长|科长|股长|支书|会计|经理|老板|同志|先生|女士))$/u.exec(
      bare,
    );
  if (
    titled &&
    (isPersonName(titled[1] as string) ||
      ((titled[1] as string).length === 1 && !'区县市镇乡村副'.includes(titled[1] as string)))
  )
    return { person: person(piece, titled[1] as string, { post: titled[2] as string }) };
  const about = splitUnitAndPost(bare);
  if (about.post !== undefined) return { pending: about };
  return bare === '' ? {} : { unit: bare };
}

interface Reflected {
  readonly units: readonly string[];
  readonly persons: readonly Readonly<ReflectedPerson>[];
}

/** Cells of late: one and the same is read for the scrubber and for the clue, and registers repeat themselves. */
const remembered = new Map<string, Reflected>();
const REMEMBERED = 2000;
const REMEMBERED_LENGTH = 60;

/** The persons and bodies of a cell 被反映人或单位, which mixes names, posts and units freely (at most 255 characters are read). */
export function splitReflected(raw: string): Readonly<Reflected> {
  let split = remembered.get(raw);
  if (!split) {
    split = readReflected(raw);
    if (remembered.size >= REMEMBERED) remembered.clear();
    if (raw.length <= REMEMBERED_LENGTH) remembered.set(raw, split);
  }
  return split;
}

function readReflected(raw: string): Reflected {
  const units: string[] = [];
  const persons: ReflectedPerson[] = [];
  let pending: UnitAndPost | undefined;
  let carry = '';
  for (const part of raw
    .normalize('NFKC')
    .replaceAll('(', '（')
    .replaceAll(')', '）')
    .slice(0, 255)
    .split(/[;；，,、/\n]+(?![^（]*）)/u)) {
    const piece = flat(part);
    if (piece === '') continue;
    const joined = carry !== '' && LEADING_POST.test(piece) ? `${carry}、${piece}` : piece;
    const read = readPiece(joined);
    const last = persons.at(-1);
    carry = '';
    if (read.person) {
      const own = read.person;
      const from = inherited(own, joined === piece ? pending : undefined, last);
      persons.push({
        ...(from.unit ? { unit: from.unit } : {}),
        ...(from.post && !own.post ? { post: from.post } : {}),
        ...own,
      });
      pending = undefined;
    } else if (read.pending) {
      if (last && last.unit === undefined && last.post === undefined && carry === '' && read.pending.unit !== undefined)
        Object.assign(last, { unit: read.pending.unit, post: read.pending.post });
      else {
        pending = read.pending;
        carry = joined;
      }
    } else if (read.unit !== undefined) {
      if (last && last.unit === undefined && last.post === undefined && persons.length === 1 && units.length === 0)
        last.unit = read.unit;
      else units.push(read.unit);
    }
  }
  if (pending?.unit !== undefined) units.push(pending.unit);
  for (const { unit } of persons) if (unit !== undefined && !units.includes(unit)) units.push(unit);
  return { units: [...new Set(units)], persons };
}

export { findUnits } from './unit-mentions.js';
