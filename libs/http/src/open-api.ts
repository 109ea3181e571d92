import { Controller, Get, Header } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiExcludeController, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { definitions, PAYLOAD_CLASSES, SCHEMA_VERSION } from '#libs/contracts';
import { SIGNATURE_WINDOW } from '#libs/security';
import { OpenTo } from './key.guard.js';
import { PROBLEM_SCHEMA } from './problem.js';

/** OpenAPI has no word for signed requests: the header that carries the signature stands for them. */
const SIGNATURE = {
  type: 'apiKey',
  in: 'header',
  name: 'Signature',
  description:
    '分开部署的适配器：HTTP Message Signatures（RFC 9421），Ed25519；Signature-Input 覆盖 @method、@path、@query、content-digest（RFC 9530，SHA-256），' +
    `参数 created（±${SIGNATURE_WINDOW} 秒）、keyid、nonce（只用一次）、alg`,
} as const;

/** The OpenAPI document of an app; payload schemas come from the classes of the wire. */
export function openApiDocument(app: NestExpressApplication, title: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setVersion(SCHEMA_VERSION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: '单机部署的各接口，和汇集服务的读接口' })
    .addApiKey(SIGNATURE, 'signature')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  closedDoors(document);
  const schemas = JSON.parse(
    JSON.stringify(definitions(Object.values(PAYLOAD_CLASSES).map(({ name }) => name))).replaceAll(
      '#/$defs/',
      '#/components/schemas/',
    ),
  ) as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas } };
  document.paths = titled(document.paths, document.components.schemas ?? {});
  return document;
}

/** The same with every schema that has a title put among the `components`, once. */
function titled<T>(part: T, into: Record<string, unknown>): T {
  if (Array.isArray(part)) return part.map((each) => titled(each, into)) as T;
  if (part === null || typeof part !== 'object') return part;
  const whole = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, titled(value, into)]));
  const { title } = part as { title?: unknown };
  if (typeof title !== 'string') return whole as T;
  into[title] = whole;
  return { $ref: `#/components/schemas/${title}` } as T;
}

/** What every door that asks for a key may answer instead, whatever stands behind it. */
const INSTEAD: Readonly<Record<string, string>> = {
  400: 'problem+json：请求格式有误',
  401: 'problem+json：缺少密钥或签名，或其无效（附 WWW-Authenticate）',
  403: 'problem+json：这个密钥不能用于这个接口',
  431: 'problem+json：请求头过多或过长',
  503: 'problem+json：暂时不能完成（附 Retry-After）',
};

/** Adds those answers, and gives every refusal the one shape that it has. */
function closedDoors(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths))
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (!operation?.security) continue;
      const { responses } = operation;
      for (const [status, description] of Object.entries(INSTEAD)) responses[status] ??= { description };
      if (operation.requestBody) responses['408'] = { description: 'problem+json：请求来得太慢' };
      for (const [status, response] of Object.entries(responses))
        if (Number(status) >= 400 && response && 'description' in response)
          response.content = { ...response.content, 'application/problem+json': { schema: PROBLEM_SCHEMA } };
    }
}

/** Serves the document and the health answers; they tell nothing of what the hub holds. */
@ApiExcludeController()
@OpenTo('public')
@Controller()
export class OpenApiController {
  static document: OpenAPIObject;

  @Get('openapi.json')
  @Header('Content-Type', 'application/json')
  openApi(): string {
    return JSON.stringify(OpenApiController.document);
  }

  @Get('health')
  health(): { status: string } {
    return { status: 'ok' };
  }
}
