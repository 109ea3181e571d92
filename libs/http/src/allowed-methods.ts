import type { Request } from 'express';

/** What Express keeps of a route; its types do not say it. */
interface Layer {
  match(path: string): boolean;
  route?: { methods: Record<string, boolean> };
}

/** HTTP methods that the path of a request answers to, sorted; empty where no door has that path. The 405 answer names them (RFC 9110, 10.2.1 and 15.5.6). */
export function allowedMethods(request: Request): string[] {
  const { stack } = request.app.router as unknown as { stack: Layer[] };
  const routes = stack.flatMap((layer) => (layer.route && layer.match(request.path) ? [layer.route] : []));
  const methods = routes.flatMap((route) => Object.keys(route.methods)).map((method) => method.toUpperCase());
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].sort();
}
