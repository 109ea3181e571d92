import { Controller, Get, Header } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiExcludeController, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { definitions, PAYLOAD_CLASSES, SCHEMA_VERSION } from '#libs/contracts';
import { OpenTo } from './key.guard.js';

/** The OpenAPI document of an app; payload schemas come from the classes of the wire. */
export function openApiDocument(app: NestExpressApplication, title: string): OpenAPIObject {
  const config = new DocumentBuilder().setTitle(title).setVersion(SCHEMA_VERSION).addBearerAuth().build();
  const document = SwaggerModule.createDocument(app, config);
  closedDoors(document);
  const schemas = JSON.parse(
    JSON.stringify(definitions(Object.values(PAYLOAD_CLASSES).map(({ name }) => name))).replaceAll(
      '#/$defs/',
      '#/components/schemas/',
    ),
  ) as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas } };
  return document;
}

/** What every door that asks for a key may answer instead. */
function closedDoors(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths))
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete])
      if (operation?.security) {
        operation.responses['401'] = { description: 'problem+json：缺少密钥或密钥无效（附 WWW-Authenticate）' };
        operation.responses['403'] = { description: 'problem+json：这个密钥不能用于这个接口' };
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
