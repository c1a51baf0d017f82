/** What the routes of streams stand on, and how they find a camera's source. */
import type { PictureKind } from '@mingchu/shared/pictures';
import { Id } from '@mingchu/shared/mqtt';
import { Type } from 'typebox';
import type { PictureViews } from '../platform/audit/pictureViews.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { SecretBox } from '../platform/secretBox.ts';
import type { OpenSource } from '../registry/pictureSource.ts';
import type { Camera } from './references.ts';
import type { Upstream } from './upstream.ts';

export interface StreamDeps {
  sourceOf: (camera: Camera) => Promise<OpenSource | undefined>;
  upstream: Upstream;
  views: PictureViews;
  box: SecretBox;
}

export const CameraParams = Type.Object({ siteId: Id, deviceId: Id });
/** A sealed address; what is longer was not made here. */
export const Reference = Type.String({ maxLength: 4_000, pattern: '^[A-Za-z0-9_-]+$' });

/** Throws ProblemError 404 where the camera has no source of this kind. */
export async function sourceOfKind(
  { sourceOf }: StreamDeps,
  camera: Camera,
  kind: PictureKind,
): Promise<OpenSource> {
  const source = await sourceOf(camera);
  if (source?.kind === kind) return source;
  throw new ProblemError(404, 'no-such-stream', `This camera has no ${kind} stream.`);
}

/** Turns what a source answers into ours. */
export function failedStatus(status: number): ProblemError {
  if (status === 404 || status === 410)
    return new ProblemError(404, 'no-such-part', 'The camera does not have this (any more).');
  if (status === 401 || status === 403)
    return new ProblemError(
      502,
      'picture-source-refuses',
      'The camera refuses the name or password it is shown.',
    );
  return new ProblemError(502, 'picture-source-failed', `The camera answers ${status}.`);
}
