import { Controller, Get, Header, Headers, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type KeyedRequest, MAX_PAGE, OpenTo, readJsonBody, readLimit } from '#libs/http';
import { AppError } from '#libs/kernel';
import { readAct, readDecidedBy } from './request.js';
import { Review } from './review.js';
import { ANSWERS, BODIES } from './review-answers.js';

const KEY_LENGTH = 100;
const OFFICER_LENGTH = 100;

/** Doors of the officers of the inspection office: questions, acts, explanations. Never for the case system. */
@ApiTags('复核 review')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'problem+json：没有这个对象' })
@ApiResponse({ status: 422, description: 'problem+json：参数有误' })
@OpenTo('office')
@Controller('v1')
export class ReviewController {
  constructor(private readonly review: Review) {}

  @Get('review/items')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '待复核事项对，按价值排序；每十条有一条随机抽取' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 50 } })
  @ApiQuery({ name: 'blind', required: false, enum: ['true', 'false'], description: 'true：不显示得分和倾向' })
  @ApiQuery({
    name: 'secondLookOf',
    required: false,
    description: '只列他人已判、此人未判的，一律不显示得分',
    schema: { type: 'string', minLength: 1, maxLength: OFFICER_LENGTH },
  })
  @ApiResponse(ANSWERS.items)
  items(@Query() query: { limit?: string; blind?: string; secondLookOf?: string }): Promise<unknown> {
    const { limit, blind, secondLookOf } = query;
    const officer = secondLookOf === undefined ? {} : { secondLookOf: nameOf(secondLookOf) };
    return this.review.queue.next({ limit: readLimit(limit), blind: isTrue(blind), ...officer });
  }

  @Post('review/preview')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '预览一个决定：事项、各单位行数、独立来源数会怎样变化；不写入' })
  @ApiConsumes('application/json')
  @ApiBody({ schema: BODIES.act })
  @ApiResponse(ANSWERS.preview)
  @ApiResponse({ status: 409, description: 'problem+json：与现状冲突，如记录已撤回、决定已有效' })
  async preview(@Req() request: KeyedRequest): Promise<unknown> {
    return this.review.acts.preview(readAct(await readJsonBody(request)));
  }

  @Post('review/decisions')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '作出或撤销（act=undo）一个决定，并随即归并' })
  @ApiConsumes('application/json')
  @ApiBody({ schema: BODIES.decision })
  @ApiHeader({ name: 'idempotency-key', required: false, schema: { type: 'string', maxLength: KEY_LENGTH } })
  @ApiResponse(ANSWERS.done)
  @ApiResponse({ status: 409, description: 'problem+json：与现状冲突，或幂等键已用于另一个请求' })
  async decide(@Req() request: KeyedRequest, @Headers('idempotency-key') key?: string): Promise<unknown> {
    if (key !== undefined && (key.trim() === '' || key.length > KEY_LENGTH))
      throw new AppError('E-IDEMPOTENCY-KEY', 'invalid', `Idempotency-Key 应为 1–${KEY_LENGTH} 个字符`);
    const body = await readJsonBody(request);
    return this.review.acts.decide(readAct(body), readDecidedBy(body), key);
  }

  @Get('review/decisions')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '已作的决定，新的在前' })
  @ApiResponse(ANSWERS.history)
  async history(): Promise<unknown> {
    return { items: await this.review.acts.history() };
  }

  @Get('review/conflicts')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '相互矛盾的决定' })
  @ApiResponse(ANSWERS.conflicts)
  async conflicts(): Promise<unknown> {
    return { items: await this.review.acts.conflicts() };
  }

  @Get('review/stale')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '依据已变、待再核的决定；仍然有效' })
  @ApiResponse(ANSWERS.stale)
  async stale(): Promise<unknown> {
    return { items: await this.review.acts.stale() };
  }

  @Get('review/agreement')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '人员之间的一致程度（κ）和随机样本的正确率' })
  @ApiResponse(ANSWERS.agreement)
  agreement(): Promise<unknown> {
    return this.review.acts.agreement();
  }

  @Get('matters/:id/explanation')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '一个事项是怎样归并的' })
  @ApiResponse(ANSWERS.explanation)
  explanation(@Param('id') id: string): Promise<unknown> {
    return this.review.explanations.matter(id);
  }

  @Get('matters/:id/why-not/:other')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: '两个事项为什么没有归并，怎样才会归并' })
  @ApiResponse(ANSWERS.whyNot)
  whyNot(@Param('id') id: string, @Param('other') other: string): Promise<unknown> {
    return this.review.explanations.whyNot(id, other);
  }
}

function isTrue(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new AppError('E-QUERY', 'invalid', 'blind 应为 true 或 false', '改正网址后重发');
}

function nameOf(text: string): string {
  if (typeof text === 'string' && text.trim() !== '' && text.length <= OFFICER_LENGTH) return text.trim();
  throw new AppError('E-QUERY', 'invalid', `secondLookOf 应为 1–${OFFICER_LENGTH} 字的人名`, '改正网址后重发');
}
