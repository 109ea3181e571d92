import { Controller, createParamDecorator, type ExecutionContext, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { EDITIONS, type Edition, renderDocx } from '#libs/briefing';
import { SCHEMA_VERSION } from '#libs/contracts';
import { type KeyedRequest, MAX_PAGE, OpenTo, readCursor, readLimit } from '#libs/http';
import { AppError, canonicalJson, sha256 } from '#libs/kernel';
import { ANSWERS, DOCX } from './case-api-answers.js';
import { CaseReads } from './case-reads.js';
import { Packets } from './packets.js';

const TIERS = ['1', '2', '3', '4', '5', '9'];
const LIMIT = { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 50 } as const;
const FORMATS = ['json', 'docx'];

/** Tags that the caller has already; described once for all operations. */
const Known = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<KeyedRequest>().headers['if-none-match'],
);

interface PageQuery {
  cursor?: string;
  limit?: string;
}

/** Read API of the main case system and the office. Answers carry an ETag; `If-None-Match` saves the body. */
@ApiTags('案件系统 case system')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'problem+json：没有这个对象' })
@ApiResponse({ status: 422, description: 'problem+json：参数有误' })
@ApiResponse({ status: 304, description: '与 If-None-Match 相同' })
@ApiHeader({ name: 'if-none-match', required: false, schema: { type: 'string' } })
@OpenTo('office', 'case-system')
@Controller('v1')
export class CaseApiController {
  constructor(
    private readonly reads: CaseReads,
    private readonly packets: Packets,
  ) {}

  @Get('rounds/:id/targets')
  @ApiOperation({ summary: '一个轮次的巡察对象' })
  @ApiResponse(ANSWERS.targets)
  async targets(@Param('id') id: string, @Res() response: Response, @Known() known?: string): Promise<void> {
    send(response, { items: await this.reads.targets(id) }, known);
  }

  @Get('targets/:id/briefing')
  @ApiOperation({ summary: '一个巡察对象的巡前汇总材料' })
  @ApiQuery({ name: 'edition', enum: EDITIONS })
  @ApiQuery({ name: 'format', enum: FORMATS, required: false })
  @ApiResponse(ANSWERS.briefing)
  async targetBriefing(
    @Param('id') id: string,
    @Query() query: { edition?: string; format?: string },
    @Req() request: KeyedRequest,
    @Res() response: Response,
  ): Promise<void> {
    const { unitId, roundId } = await this.reads.target(id);
    await this.briefing(request, response, unitId, query, roundId);
  }

  @Get('units')
  @ApiOperation({ summary: '单位登记册' })
  @ApiQuery({ name: 'cursor', required: false, type: String })
  @ApiQuery({ name: 'limit', required: false, schema: LIMIT })
  @ApiResponse(ANSWERS.units)
  async units(@Query() query: PageQuery, @Res() response: Response, @Known() known?: string): Promise<void> {
    send(response, await this.reads.units(readCursor(query.cursor), readLimit(query.limit)), known);
  }

  @Get('units/:id/briefing')
  @ApiOperation({ summary: '一个单位最近轮次的巡前汇总材料' })
  @ApiQuery({ name: 'edition', enum: EDITIONS })
  @ApiQuery({ name: 'format', enum: FORMATS, required: false })
  @ApiResponse(ANSWERS.briefing)
  async unitBriefing(
    @Param('id') id: string,
    @Query() query: { edition?: string; format?: string },
    @Req() request: KeyedRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.briefing(request, response, id, query);
  }

  @Get('matters')
  @ApiOperation({ summary: '事项，按变化时间；linking 为最近一次归并的时间和尚未归并的记录数' })
  @ApiQuery({ name: 'tier', required: false, enum: TIERS })
  @ApiQuery({ name: 'since', required: false, schema: { type: 'string', format: 'date-time' } })
  @ApiQuery({ name: 'cursor', required: false, type: String })
  @ApiQuery({ name: 'limit', required: false, schema: LIMIT })
  @ApiResponse(ANSWERS.matters)
  async matters(
    @Query() query: PageQuery & { tier?: string; since?: string },
    @Res() response: Response,
    @Known() known?: string,
  ): Promise<void> {
    const since = sinceOf(query.since);
    const tier = tierOf(query.tier);
    const filter = { ...(since ? { since } : {}), ...(tier ? { tier } : {}) };
    send(response, await this.reads.matters(filter, readCursor(query.cursor), readLimit(query.limit)), known);
  }

  @Get('matters/:id')
  @ApiOperation({ summary: '一个事项' })
  @ApiResponse(ANSWERS.matter)
  async matter(@Param('id') id: string, @Res() response: Response, @Known() known?: string): Promise<void> {
    send(response, await this.reads.matter(id), known);
  }

  @Get('clues/:id')
  @ApiOperation({ summary: '一条线索（已脱敏）' })
  @ApiResponse(ANSWERS.clue)
  async clue(@Param('id') id: string, @Res() response: Response, @Known() known?: string): Promise<void> {
    send(response, await this.reads.clue(id), known);
  }

  @Get('scoreboard')
  @ApiOperation({ summary: '各部门提供情况（只有数字）' })
  @ApiQuery({ name: 'roundId', required: false, type: String })
  @ApiResponse(ANSWERS.scoreboard)
  async scoreboard(
    @Query('roundId') roundId: string | undefined,
    @Res() response: Response,
    @Known() known?: string,
  ): Promise<void> {
    if (roundId !== undefined && typeof roundId !== 'string')
      throw new AppError('E-QUERY', 'invalid', '参数 roundId 只能出现一次', '改正网址后重发');
    send(response, { items: await this.reads.scoreboard(roundId) }, known);
  }

  @Get('nil-returns')
  @ApiOperation({ summary: '零报告' })
  @ApiQuery({ name: 'cursor', required: false, type: String })
  @ApiQuery({ name: 'limit', required: false, schema: LIMIT })
  @ApiResponse(ANSWERS.nilReturns)
  async nilReturns(@Query() query: PageQuery, @Res() response: Response, @Known() known?: string): Promise<void> {
    send(response, await this.reads.nilReturns(readCursor(query.cursor), readLimit(query.limit)), known);
  }

  private async briefing(
    request: KeyedRequest,
    response: Response,
    unitId: string,
    query: { edition?: string; format?: string },
    roundId?: string,
  ): Promise<void> {
    const edition = editionOf(query.edition);
    // What only leaders may know does not exist for the case system; the office hands it over on paper.
    if (edition === 'leader' && request.holder === 'case-system')
      throw new AppError('E-DOOR', 'not_found', '没有这个地址或对象');
    if (query.format !== undefined && !FORMATS.includes(query.format))
      throw new AppError('E-FORMAT', 'invalid', `format 应为 ${FORMATS.join('、')} 之一`);
    const packet = await this.packets.assemble(unitId, edition, roundId);
    if (query.format !== 'docx') {
      // The moment of asking is no content: the same packet has the same tag.
      const tag = tagOf(canonicalJson({ ...packet, generatedAt: '' }));
      return send(response, packet, request.headers['if-none-match'], tag);
    }
    response.type(DOCX).setHeader('schemaVersion', SCHEMA_VERSION).setHeader('Cache-Control', 'no-store');
    response.end(await renderDocx(packet));
  }
}

function editionOf(text: string | undefined): Edition {
  const edition = EDITIONS.find((known) => known === text);
  if (edition) return edition;
  throw new AppError('E-EDITION', 'invalid', `edition 应为 ${EDITIONS.join('、')} 之一`);
}

function tierOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (TIERS.includes(text)) return Number(text);
  throw new AppError('E-TIER', 'invalid', `tier 应为 ${TIERS.join('、')} 之一`);
}

/** A moment with any offset, as we write moments. */
function sinceOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/u.test(text) && !Number.isNaN(at.getTime())) return at.toISOString();
  throw new AppError('E-SINCE', 'invalid', 'since 应为 ISO 8601 时间，例如 2024-05-16T00:00:00+08:00');
}

const tagOf = (text: string): string => `"${sha256(text).slice(0, 32)}"`;

/** Answers with an ETag, or 304 when the caller's `If-None-Match` (a list, weak tags too, or `*`) holds it. */
function send(response: Response, body: unknown, known?: string, tag?: string): void {
  const text = canonicalJson(body);
  const etag = tag ?? tagOf(text);
  response.setHeader('ETag', etag).setHeader('schemaVersion', SCHEMA_VERSION).setHeader('Cache-Control', 'no-store');
  const tags = (known ?? '').split(',').map((one) => one.trim().replace(/^W\//u, ''));
  if (tags.includes(etag) || tags.includes('*')) response.status(304).end();
  else response.type('application/json').send(text);
}
