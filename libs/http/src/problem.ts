import { newId } from '#libs/kernel';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Body of an error answer (RFC 9457, `application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  /** Chinese: what to do next. */
  remedy?: string;
  /** Number to quote to the operator; the log has it beside the code. */
  instance: string;
}

/** The same as JSON Schema, for the OpenAPI document. */
export const PROBLEM_SCHEMA = {
  title: 'Problem',
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'instance'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', pattern: '^urn:clue-hub:' },
    title: { type: 'string', minLength: 1 },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', pattern: '^E-[A-Z0-9-]+$' },
    remedy: { type: 'string', minLength: 1 },
    instance: { type: 'string', pattern: '^urn:uuid:' },
  },
};

const TITLES: Readonly<Record<number, readonly [title: string, remedy?: string]>> = {
  400: ['请求格式有误'],
  404: ['没有这个地址或对象'],
  405: ['这个地址没有这种方法', '可用的方法见 Allow 响应头'],
  408: ['请求来得太慢，未收', '核对网络后整批重发'],
  413: ['内容超过上限'],
  415: ['不支持的内容类型'],
  417: ['不支持的 Expect 请求头', '去掉该请求头'],
  431: ['请求头过多或过长', '去掉多余的请求头'],
  500: ['服务内部错误'],
};

/** A problem that is known by its status alone. */
export function statusProblem(status: number): Problem {
  const [title, remedy] = TITLES[status] ?? ['请求没有完成'];
  const code = `E-HTTP-${status}`;
  const instance = `urn:uuid:${newId()}`;
  return { type: `urn:clue-hub:${code}`, title, status, code, ...(remedy ? { remedy } : {}), instance };
}

/** The same as text. */
export const plainProblem = (status: number): { status: number; body: string } => ({
  status,
  body: JSON.stringify(statusProblem(status)),
});
