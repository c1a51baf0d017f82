/** HTTP of the codes at the doors, for staff: the page to print, and a new secret. */
import { DoorCodeBody, type DoorCodeView } from '@mingchu/shared/arrival';
import { Id } from '@mingchu/shared/mqtt';
import { Type } from 'typebox';
import { renderSVG } from 'uqr';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { type DoorCode, doorCodeAt, makeDoorCode } from './doorCodes.ts';
import { otpauthUri, stepAt, totpCode } from './totp.ts';

const Params = Type.Object({ id: Id });
const tags = ['sites'];

export function doorCodeRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.get(
    '/sites/:id/door-code',
    {
      schema: { tags, summary: 'The code at the door, to print or to show on a screen', params: Params },
      preHandler: allow('door-code.read'),
    },
    async (request): Promise<DoorCodeView> => {
      const siteId = request.params.id;
      const siteName = requireSite(deps, siteId);
      const now = deps.clock.date();
      // The first look makes it, so that no site is without.
      const code =
        (await doorCodeAt(deps.db, siteId, now)) ??
        (await makeNew(deps, {
          siteId,
          stepS: null,
          actor: request.session.username,
          reason: 'first-use',
          firstOnly: true,
        }));
      return doorCodeView(code, siteName, now);
    },
  );
  app.post(
    '/sites/:id/door-code',
    {
      schema: {
        tags,
        summary: 'A new secret: codes of the one before end',
        params: Params,
        body: DoorCodeBody,
      },
      preHandler: allow('door-code.make'),
    },
    async (request): Promise<DoorCodeView> => {
      const siteId = request.params.id;
      const siteName = requireSite(deps, siteId);
      const { stepS = null, reason } = request.body;
      const code = await makeNew(deps, { siteId, stepS, actor: request.session.username, reason });
      return doorCodeView(code, siteName, deps.clock.date());
    },
  );
}

function makeNew(
  deps: DispatchDeps,
  request: { siteId: string; stepS: number | null; actor: string; reason: string; firstOnly?: boolean },
): Promise<DoorCode> {
  return deps.db.transaction((tx) => makeDoorCode(tx, { ...request, now: deps.clock.date() }));
}

function requireSite(deps: DispatchDeps, siteId: string): string {
  const site = deps.registry.sites.get(siteId);
  if (site === undefined) throw new ProblemError(404, 'no-such-site', `There is no site ${siteId}.`);
  return site.name;
}

function doorCodeView(
  { siteId, secret, stepS, fromAt, madeBy }: DoorCode,
  label: string,
  now: Date,
): DoorCodeView {
  const step = stepAt(now.getTime(), stepS);
  const code = totpCode(secret, step);
  const payload = `mingchu-door:${siteId}:${code}`;
  const uri = otpauthUri({ secret, label, stepS });
  return {
    siteId,
    stepS,
    code,
    validFrom: new Date(step * stepS * 1000).toISOString(),
    validUntil: new Date((step + 1) * stepS * 1000).toISOString(),
    payload,
    // Level M: a printed page gets wet and greasy.
    codeSvg: renderSVG(payload, { ecc: 'M', border: 2 }),
    otpauthUri: uri,
    otpauthSvg: renderSVG(uri, { ecc: 'M', border: 2 }),
    madeBy,
    madeAt: fromAt.toISOString(),
  };
}
