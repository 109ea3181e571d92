import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Controller, HttpCode, Post, Query, Req, Res, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import type { Department } from '#libs/contracts';
import { type KeyedRequest, OpenTo } from '#libs/http';
import { AppError } from '#libs/kernel';
import { checkDigest } from '#libs/security';
import { AnswerText } from './answer-text.js';
import { checkNames, type DeliveryNote, type Door, streamDigest } from './delivery-note.js';
import { HELD } from './held-bodies.js';
import type { Intake } from './intake.js';
import type { WindowItem } from './judging-thread.js';
import {
  annotateBytes,
  DEFAULT_LIMITS,
  FileRefusal,
  type ReadItem,
  readBytes,
  readJson,
  readNdjson,
} from './reading/index.js';
import { BINARY, RECEIPT_SCHEMA, RECORDS_SCHEMA } from './receipt-answer.js';
import { ReceiptStream } from './receipt-stream.js';
import { Remarks } from './remarks.js';

/** What the doors of one department need. */
export interface DoorKeeper {
  intake: Intake;
  idKey: string;
  /** Names that stand for a delivery that brings none (the embedded default's configuration). */
  names: { submittedBy: string; approvedBy: string };
  /** Hands accepted records on after a delivery. */
  settle(): Promise<void>;
}

const CSV = 'text/csv';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const JSON_TYPE = 'application/json';
const NAME = { type: 'string', minLength: 1, maxLength: 100 } as const;
const RECEIPT = {
  status: 200,
  description: '回执：逐条结果、可查性评分和补充建议',
  content: { [JSON_TYPE]: { schema: RECEIPT_SCHEMA } },
};
const RECEIPT_OR_COPY = {
  status: 200,
  description: '回执，或带错误列的工作簿',
  content: { ...RECEIPT.content, [XLSX]: { schema: BINARY }, [CSV]: { schema: BINARY } },
};
/** A delivery that is refused whole answers with its receipt; what is no delivery at all with a problem. */
const REFUSED = {
  status: 422,
  description: '整批未收：回执（含 refusal），或 problem+json',
  content: { [JSON_TYPE]: { schema: RECEIPT_SCHEMA } },
};

/** NDJSON goes by several names. */
const STREAM_TYPE = /^application\/(?:x-)?(?:ndjson|jsonl|jsonlines)$/u;

interface DoorQuery {
  submittedBy?: string;
  approvedBy?: string;
  dryRun?: string;
}

/**
 * The three doors of a department: JSON and NDJSON at `records`, files at `files`. The same intake stands behind all.
 * Bodies are never written to disk: they hold what the hub must not keep.
 */
export function departmentDoors(department: Department, keeper: DoorKeeper): Type<unknown> {
  @ApiTags(`${department.label} ${department.name}`)
  @ApiBearerAuth()
  @ApiSecurity('signature')
  @OpenTo(`dept:${department.name}`)
  @Controller(`adapters/${department.name}`)
  class DepartmentDoors {
    @Post('records')
    @HttpCode(200)
    @ApiOperation({ summary: `${department.label}：报送记录（一条、数组至多 500 条，或 NDJSON 流）` })
    @ApiConsumes('application/json', 'application/x-ndjson')
    @ApiQuery({ name: 'submittedBy', required: false, description: '报送人', schema: NAME })
    @ApiQuery({ name: 'approvedBy', required: false, description: '审核人，与报送人不同', schema: NAME })
    @ApiQuery({ name: 'dryRun', required: false, description: 'true：只检查，不收', enum: ['true', 'false'] })
    @ApiBody({ schema: RECORDS_SCHEMA })
    @ApiResponse(RECEIPT)
    @ApiResponse(REFUSED)
    async records(@Req() request: KeyedRequest, @Res() response: Response, @Query() query: DoorQuery): Promise<void> {
      const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(/\s*;/u, 1);
      const options = { layouts: department.layouts, idKey: keeper.idKey };
      if (STREAM_TYPE.test(type)) {
        const { digest, stream } = await streamOf(request, response);
        await answer(request, response, keeper, noteOf(keeper, query, 'ndjson', digest), readNdjson(stream, options));
      } else if (type === 'application/json') {
        const { bytes, digest } = await readBody(request, response, DEFAULT_LIMITS.jsonBytes);
        await answer(request, response, keeper, noteOf(keeper, query, 'json', digest), readJson(bytes, options));
      } else {
        throw new AppError(
          'E-CONTENT-TYPE',
          'invalid',
          '内容类型应为 application/json 或 application/x-ndjson',
          '文件请送 files 门',
        );
      }
    }

    @Post('files')
    @HttpCode(200)
    @ApiOperation({ summary: `${department.label}：报送文件（xlsx、xls、csv 或其 zip），请求体即文件字节` })
    @ApiConsumes('application/octet-stream')
    @ApiBody({ schema: { type: 'string', format: 'binary' } })
    @ApiQuery({
      name: 'annotated',
      required: false,
      description: 'true：返回带错误列的工作簿而不是回执',
      enum: ['true', 'false'],
    })
    @ApiQuery({ name: 'submittedBy', required: false, schema: NAME })
    @ApiQuery({ name: 'approvedBy', required: false, schema: NAME })
    @ApiQuery({ name: 'dryRun', required: false, enum: ['true', 'false'] })
    @ApiResponse(RECEIPT_OR_COPY)
    @ApiResponse(REFUSED)
    async files(
      @Req() request: KeyedRequest,
      @Res() response: Response,
      @Query() query: DoorQuery & { annotated?: string },
    ): Promise<void> {
      const { bytes: body, digest } = await readBody(request, response, DEFAULT_LIMITS.fileBytes);
      const note = noteOf(keeper, query, 'file', digest);
      const items = readBytes(body, { layouts: department.layouts, idKey: keeper.idKey, ...keeper.intake.judging });
      if (isTrue(query.annotated, 'annotated')) await answerWithWorkbook(response, keeper, note, items, body);
      else await answer(request, response, keeper, note, items);
    }
  }
  return DepartmentDoors;
}

function noteOf(keeper: DoorKeeper, query: DoorQuery, door: Door, digest: string): DeliveryNote {
  const given = query.submittedBy !== undefined || query.approvedBy !== undefined;
  const submittedBy = query.submittedBy ?? keeper.names.submittedBy;
  const approvedBy = query.approvedBy ?? keeper.names.approvedBy;
  if (given && (!query.submittedBy || !query.approvedBy)) {
    throw new AppError('E-APPROVAL', 'invalid', '报送人和审核人要同时给出', '补上 submittedBy 与 approvedBy');
  }
  checkNames(submittedBy, approvedBy);
  const dryRun = isTrue(query.dryRun, 'dryRun');
  return { door, digest, submittedBy, approvedBy, namesFromConfiguration: !given, dryRun };
}

/** A switch of the query. What is neither true nor false is an error: a delivery meant as a trial must not be taken. */
function isTrue(value: unknown, name: string): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new AppError('E-QUERY', 'invalid', `参数 ${name} 只能是 true 或 false`, '改正网址后重发');
}

/** Sends the receipt while it comes to be. A delivery that is refused whole answers 422 with the same object. */
async function answer(
  request: KeyedRequest,
  response: Response,
  keeper: DoorKeeper,
  note: DeliveryNote,
  items: AsyncIterable<ReadItem | WindowItem>,
): Promise<void> {
  const text = new AnswerText(request, response);
  const stream = new ReceiptStream((part) => text.write(part));
  response.type('application/json');
  const summary = await keeper.intake.take(note, items, (lines) => stream.items(lines));
  if (!note.dryRun) await keeper.settle();
  if (summary.refusal && !response.headersSent) response.status(422);
  await stream.end(summary);
  await text.flush();
  response.end();
}

async function answerWithWorkbook(
  response: Response,
  keeper: DoorKeeper,
  note: DeliveryNote,
  items: AsyncIterable<ReadItem | WindowItem>,
  body: Uint8Array,
): Promise<void> {
  const remarks = new Remarks();
  const summary = await keeper.intake.take(note, items, (lines) => remarks.add(lines));
  if (summary.refusal) throw FileRefusal.revive(summary.refusal.code as never, summary.refusal.message);
  if (!note.dryRun) await keeper.settle();
  const annotated = await annotateBytes(body, remarks);
  response.type(annotated.contentType).setHeader('X-Receipt', encodeURIComponent(JSON.stringify(summary.rows)));
  response.end(annotated.bytes);
}

/** Bytes of a body. Leaving it unread does not end the connection: the answer must still get through. */
const bodyOf = (request: KeyedRequest): AsyncIterable<Uint8Array> => request.iterator({ destroyOnReturn: false });

/** Bytes of a signed stream: none of it counts before its digest is known, so it is held. Longer deliveries come in parts. */
const SIGNED_STREAM_BYTES = 64 * 1024 * 1024;

/** A stream and the digest by which its delivery is known: that of its bytes where they are held, so that a stream sent again is the same delivery. */
async function streamOf(
  request: KeyedRequest,
  response: Response,
): Promise<{ digest: string; stream: AsyncIterable<Uint8Array> }> {
  if (!request.signed) return { digest: streamDigest(), stream: bodyOf(request) };
  const { chunks, digest } = await holdBody(request, response, SIGNED_STREAM_BYTES);
  return { digest, stream: Readable.from(chunks) };
}

async function readBody(request: KeyedRequest, response: Response, limit: number): Promise<HeldBody> {
  const { chunks, digest } = await holdBody(request, response, limit);
  return { bytes: Buffer.concat(chunks), digest };
}

interface HeldBody {
  bytes: Buffer;
  /** SHA-256, hexadecimal. */
  digest: string;
}

/** Collects a body in memory, up to `limit` bytes, and compares it with what was signed. It counts as held until the answer is out. */
async function holdBody(
  request: KeyedRequest,
  response: Response,
  limit: number,
): Promise<{ chunks: Uint8Array[]; digest: string }> {
  const chunks: Uint8Array[] = [];
  const hash = createHash('sha256');
  const held = HELD.open();
  response.once('close', () => held.release());
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > limit) throw new FileRefusal('E-FILE-TOO-BIG', `${Math.floor(limit / 1048576)} MiB`);
    held.add(chunk.length);
    hash.update(chunk);
    chunks.push(chunk);
  }
  const digest = hash.digest();
  if (request.signed) checkDigest(request.signed, digest);
  return { chunks, digest: digest.toString('hex') };
}
