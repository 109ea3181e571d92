import { Controller, Get, Header, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { EDITIONS, type Edition, renderDocx } from '#libs/briefing';
import { SCHEMA_VERSION } from '#libs/contracts';
import { OpenTo, readCursor, readLimit } from '#libs/http';
import { AppError, canonicalJson, sha256 } from '#libs/kernel';
import { CaseReads } from './case-reads.js';
import { Packets } from './packets.js';

interface PageQuery {
  cursor?: string;
  limit?: string;
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Read API of the main case system and the office. Answers carry an ETag; `If-None-Match` saves the body. */
@ApiTags('案件系统 case system')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'problem+json：没有这个对象' })
@OpenTo('office', 'case-system')
@Controller('v1')
export class CaseApiController {
  constructor(
    private readonly reads: CaseReads,
    private readonly packets: Packets,
  ) {}

  @Get('rounds/:id/targets')
  @ApiOperation({ summary: '一个轮次的巡察对象' })
  async targets(
    @Param('id') id: string,
    @Res() response: Response,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    send(response, { items: await this.reads.targets(id) }, known);
  }

  @Get('targets/:id/briefing')
  @ApiOperation({ summary: '一个巡察对象的巡前汇总材料' })
  @ApiQuery({ name: 'edition', enum: EDITIONS })
  @ApiQuery({ name: 'format', enum: ['json', 'docx'], required: false })
  async targetBriefing(
    @Param('id') id: string,
    @Query() query: { edition?: string; format?: string },
    @Res() response: Response,
  ): Promise<void> {
    const { unitId, roundId } = await this.reads.target(id);
    await this.briefing(response, unitId, query, roundId);
  }

  @Get('units')
  @ApiOperation({ summary: '单位登记册' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async units(
    @Query() query: PageQuery,
    @Res() response: Response,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    send(response, await this.reads.units(readCursor(query.cursor), readLimit(query.limit)), known);
  }

  @Get('units/:id/briefing')
  @ApiOperation({ summary: '一个单位最近轮次的巡前汇总材料' })
  @ApiQuery({ name: 'edition', enum: EDITIONS })
  @ApiQuery({ name: 'format', enum: ['json', 'docx'], required: false })
  async unitBriefing(
    @Param('id') id: string,
    @Query() query: { edition?: string; format?: string },
    @Res() response: Response,
  ): Promise<void> {
    await this.briefing(response, id, query);
  }

  @Get('matters')
  @ApiOperation({ summary: '事项，按变化时间' })
  @ApiQuery({ name: 'tier', required: false })
  @ApiQuery({ name: 'since', required: false, description: 'ISO 8601' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async matters(
    @Query() query: PageQuery & { tier?: string; since?: string },
    @Res() response: Response,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    const filter = {
      ...(query.since ? { since: query.since } : {}),
      ...(query.tier ? { tier: Number(query.tier) } : {}),
    };
    send(response, await this.reads.matters(filter, readCursor(query.cursor), readLimit(query.limit)), known);
  }

  @Get('matters/:id')
  @ApiOperation({ summary: '一个事项' })
  async matter(
    @Param('id') id: string,
    @Res() response: Response,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    send(response, await this.reads.matter(id), known);
  }

  @Get('clues/:id')
  @ApiOperation({ summary: '一条线索（已脱敏）' })
  async clue(
    @Param('id') id: string,
    @Res() response: Response,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    send(response, await this.reads.clue(id), known);
  }

  @Get('scoreboard')
  @ApiOperation({ summary: '各部门提供情况（只有数字）' })
  @ApiQuery({ name: 'roundId', required: false })
  async scoreboard(
    @Query('roundId') roundId: string | undefined,
    @Res() response: Response,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    send(response, { items: await this.reads.scoreboard(roundId) }, known);
  }

  @Get('nil-returns')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '零报告' })
  async nilReturns(@Res() response: Response, @Headers('if-none-match') known?: string): Promise<void> {
    send(response, { items: await this.reads.nilReturns() }, known);
  }

  private async briefing(
    response: Response,
    unitId: string,
    query: { edition?: string; format?: string },
    roundId?: string,
  ): Promise<void> {
    const packet = await this.packets.assemble(unitId, editionOf(query.edition), roundId);
    if (query.format !== 'docx') return send(response, packet);
    response.type(DOCX).setHeader('Cache-Control', 'no-store');
    response.end(await renderDocx(packet));
  }
}

function editionOf(text: string | undefined): Edition {
  const edition = EDITIONS.find((known) => known === text);
  if (edition) return edition;
  throw new AppError('E-EDITION', 'invalid', `edition 应为 ${EDITIONS.join('、')} 之一`);
}

function send(response: Response, body: unknown, known?: string): void {
  const text = canonicalJson(body);
  const etag = `"${sha256(text).slice(0, 32)}"`;
  response.setHeader('ETag', etag).setHeader('schemaVersion', SCHEMA_VERSION).setHeader('Cache-Control', 'no-store');
  if (known === etag) response.status(304).end();
  else response.type('application/json').send(text);
}
