/** For machines that watch this one: is it alive, can it serve, what does it count. */
import type { Logger } from '../log.ts';
import type { Database } from '../postgres/database.ts';
import type { HttpApp } from './httpServer.ts';

export interface HealthOptions {
  db: Database;
  log: Logger;
  /** The Prometheus text, and its content type. */
  metrics: { contentType: string; metrics(): Promise<string> };
  /** Reasons beyond the database why this process cannot serve now; empty when it can. */
  notReady?: () => string[];
}

/** A probe that takes longer than this is a failed probe. Real ms. */
const probeTimeoutMs = 2_000;

/** `/healthz`: the process answers. `/readyz`: it can serve, or why not. `/metrics`: Prometheus. */
export function healthRoutes(app: HttpApp, options: HealthOptions): void {
  const hidden = { schema: { hide: true } };
  app.get('/healthz', hidden, async () => ({ status: 'ok' }));
  app.get('/readyz', hidden, async (_request, reply) => {
    const reasons = [...(await databaseTrouble(options.db)), ...(options.notReady?.() ?? [])];
    return reply
      .code(reasons.length === 0 ? 200 : 503)
      .send(reasons.length === 0 ? { status: 'ready' } : { status: 'not-ready', reasons });
  });
  app.get('/metrics', hidden, async (_request, reply) =>
    reply.type(options.metrics.contentType).send(await options.metrics.metrics()),
  );
}

async function databaseTrouble(db: Database): Promise<string[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(() => resolve([`database: no answer within ${probeTimeoutMs} ms`]), probeTimeoutMs);
  });
  const asked = db.query('select seq from change_head').then(
    (rows) => (rows.length === 1 ? [] : ['database: not migrated']),
    (error: Error) => [`database: ${error.message}`],
  );
  const answer = await Promise.race([asked, late]);
  clearTimeout(timer);
  return answer;
}
