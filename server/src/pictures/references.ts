/**
 * What stands in a playlist or an answer instead of a camera's own addresses: the address, sealed for this one camera. A
 * browser can ask for what the source named and for nothing else, and learns neither hosts nor keys in queries. Two
 * references to one address are alike, so that a player knows a segment again.
 */
import { ProblemError } from '../platform/http/problem.ts';
import type { SecretBox } from '../platform/secretBox.ts';
import type { OpenSource } from '../registry/pictureSource.ts';
import { isInside } from './model/insideSource.ts';
import { outside } from './upstream.ts';

export interface Camera {
  siteId: string;
  deviceId: string;
}

/** Seals an address that was read at `base`. Throws ProblemError 502 when it is not inside the source. */
export function referTo(
  box: SecretBox,
  { camera, source, base, address }: { camera: Camera; source: OpenSource; base: URL; address: string },
): string {
  if (!URL.canParse(address, base.href)) throw outside();
  const target = new URL(address, base);
  if (!isInside(source.url, target)) throw outside();
  return box.sealAlike(purposeOf(camera), target.href).toString('base64url');
}

/** Throws ProblemError 404 for what we have not sealed for this camera, or what is no longer inside its source. */
export function readReference(
  box: SecretBox,
  { camera, source, reference }: { camera: Camera; source: OpenSource; reference: string },
): URL {
  let href: string;
  try {
    href = box.open(purposeOf(camera), Buffer.from(reference, 'base64url'));
  } catch (error) {
    throw new ProblemError(404, 'no-such-part', 'This stream has no such part.', { cause: error });
  }
  const target = new URL(href);
  if (!isInside(source.url, target))
    throw new ProblemError(404, 'no-such-part', 'This stream has no such part any more.');
  return target;
}

function purposeOf({ siteId, deviceId }: Camera): string {
  return `part of the stream of ${siteId}/${deviceId}`;
}
