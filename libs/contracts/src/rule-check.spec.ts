import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { CodeCell, DayCell, FlagCell, RecordRule, TextCell, WholeCell, WordCell } from './record-rules.js';
import { keepsRules } from './rule-check.js';

class Part {
  @IsString() @MaxLength(3) name!: string;
  @IsOptional() @IsInt() @Max(9) count?: number;
}

/** A property of every kind that records and payloads have. */
class Sample {
  @RecordRule<Sample>('E-REQUIRED', '缺少', '补上', (record) => record.text !== 'x' || record.flag === true)
  @TextCell('文本', 4)
  text!: string;
  @TextCell('可空', 4, { optional: true }) optional?: string;
  @TextCell('视情况', 4, { optional: (record: Sample) => record.flag === true }) depends?: string;
  @DayCell('日期', { optional: true }) day?: string;
  @WholeCell('整数', { optional: true }) whole?: number;
  @FlagCell('是否', { optional: true }) flag?: boolean;
  @CodeCell('目的', 'T05b', { optional: true }) code?: string;
  @WordCell('词', ['甲', '乙'], { optional: true }) word?: string;
  @IsDefined() defined!: unknown;
  @IsOptional() @IsString({ each: true }) @IsIn(['甲', '乙'], { each: true }) list?: string[];
  @ValidateIf((record: Sample) => record.flag === true) @Matches(/^a+$/u) matching?: string;
  @IsOptional() @ValidateNested() @Type(() => Part) part?: Part;
  @IsOptional() @ArrayMaxSize(2) @ValidateNested({ each: true }) @Type(() => Part) parts?: Part[];
}

const part = fc.record(
  { name: fc.constantFrom('甲', '太长的名', 1), count: fc.constantFrom(1, 10, 1.5, null) },
  { requiredKeys: [] },
);
const nested = fc.oneof(
  { weight: 4, arbitrary: part.map((members) => Object.assign(new Part(), members)) },
  fc.constantFrom(null, 'x', 3, {}),
);
const scalar = fc.constantFrom(
  undefined,
  null,
  '',
  'x',
  'aa',
  '01',
  '甲',
  '2024-02-30',
  '2024-02-29',
  true,
  7,
  '太长的文本',
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), nested, fc.array(nested, { maxLength: 3 }));
const sound = {
  text: '文本',
  depends: '有',
  day: '2024-02-29',
  whole: 3,
  flag: true,
  defined: 1,
  matching: 'aa',
} as const;
const NAMES = [...Object.keys(sound), 'optional', 'code', 'word', 'list', 'part', 'parts'];

const says = (instance: object): boolean =>
  validateSync(instance, { forbidUnknownValues: true, stopAtFirstError: true }).length === 0;

describe('the quick check', () => {
  it('says of every record what class-validator says', () => {
    const outcomes = new Set<boolean>();
    const change = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 3 });
    fc.assert(
      fc.property(change, (changed) => {
        const instance = Object.assign(new Sample(), sound, changed);
        outcomes.add(says(instance));
        expect(keepsRules(instance)).toBe(says(instance));
      }),
      { numRuns: 2000 },
    );
    expect(outcomes).toEqual(new Set([true, false]));
  });

  it('leaves a class without rules to class-validator', () => {
    expect(keepsRules(new (class Bare {})())).toBe(false);
    expect(keepsRules({})).toBe(false);
  });
});
