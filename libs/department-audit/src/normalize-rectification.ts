import { codeTable, type Normalized, type RectificationUpdate } from '#libs/contracts';
import { parseAmount, toYuan } from '#libs/text';
import type { RectificationRecord } from './rectification.record.js';
import { normalizeProblemNo } from './report-number.js';

/** 整改情况 of a problem that is not in this delivery → state of the correction, by the problem's number. */
export function normalizeRectification(record: RectificationRecord): Normalized {
  const problemNo = normalizeProblemNo(record.problemNo);
  const state = codeTable('T18').find(record.rectState)?.code ?? record.rectState;
  const amount = record.rectifiedAmount
    ? parseAmount(record.rectifiedAmount, record.rectifiedAmountUnit ? { unit: record.rectifiedAmountUnit } : {})
    : undefined;
  const repeat = state === '7' ? true : record.repeatOffence;
  const payload: RectificationUpdate = {
    problemNo,
    rectState: state,
    ...(record.dueDate ? { dueDate: record.dueDate } : {}),
    ...(record.measure ? { measure: record.measure.slice(0, 1000) } : {}),
    ...(amount?.min === undefined ? {} : { rectifiedAmount: toYuan(amount.min) }),
    ...(record.accountability === undefined ? {} : { accountability: Number(record.accountability) }),
    ...(repeat === undefined ? {} : { repeatOffence: repeat }),
  };
  return {
    sourceRecordId: `rectification:${problemNo}`.slice(0, 64),
    eventType: 'RECTIFICATION_UPDATED',
    payload,
    warnings: [],
  };
}
