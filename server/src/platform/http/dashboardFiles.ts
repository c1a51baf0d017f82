/**
 * The built dashboard: hashed assets are kept for ever, index.html is asked for each time, and the paths that
 * the single page routes by itself all answer index.html. Without a build a page says what to run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './errorAnswers.ts';
import type { HttpApp } from './httpServer.ts';
import { problemDocument } from './problem.ts';

const notBuiltPage = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>明厨 Mingchu</title>
<body style="font:18px/1.6 sans-serif;max-width:36em;margin:4em auto;padding:0 1em">
<h1>明厨 Mingchu</h1>
<p>服务器已运行，但大屏页面尚未构建。请在项目目录运行 <code>npm start</code>，或 <code>npm run build -w dashboard</code> 后重启。</p>
<p>The server is running, but the dashboard has not been built. Run <code>npm start</code> in the project
folder, or <code>npm run build -w dashboard</code> and start again.</p>
<p><a href="/api/docs">API</a> · <a href="/readyz">/readyz</a></p>`;

const versionMeta = /<meta name="mingchu-version" content="([0-9a-f]+)"/;

/** The version that the build wrote into index.html; null without a build. Pages read the same line. */
export function pageVersionOf(directory: string): string | null {
  const page = join(directory, 'index.html');
  return existsSync(page) ? (versionMeta.exec(readFileSync(page, 'utf8'))?.[1] ?? null) : null;
}

/** Serves `directory`, and index.html for page addresses. */
export async function serveDashboard(app: HttpApp, directory: string): Promise<void> {
  const built = existsSync(join(directory, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: directory,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header(
          'Cache-Control',
          path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  } else {
    app.get('/', { schema: { hide: true } }, (_request, reply) => sendNotBuilt(reply));
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isPageAddress(request)) {
      const detail = `There is no ${request.method} ${request.url.split('?')[0]}`;
      return sendProblem(reply, problemDocument(404, 'not-found', { detail }));
    }
    return built ? reply.code(200).sendFile('index.html') : sendNotBuilt(reply);
  });
}

function isPageAddress(request: FastifyRequest): boolean {
  const path = request.url.split('?')[0] ?? '';
  const last = path.slice(path.lastIndexOf('/') + 1);
  return (
    request.method === 'GET' &&
    !path.startsWith('/api/') &&
    !last.includes('.') &&
    (request.headers.accept ?? '').includes('text/html')
  );
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .type('text/html; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(notBuiltPage);
}
