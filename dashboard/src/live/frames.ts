/** Camera pictures pushed to this screen: the newest of each watched camera, never more than are watched. */
import { type FramePush, maxWatchedCameras } from '@mingchu/shared/live';
import { create } from 'zustand';
import { deviceKey } from './reducer.ts';

export interface Picture {
  /** Object URL of the JPEG. */
  url: string;
  /** Server time at which it was taken, ms since 1970. */
  atMs: number;
  /** Since when the camera has sent this same picture. */
  sameSinceMs: number;
}

export const useFrames = create<{ pictures: ReadonlyMap<string, Picture> }>(() => ({ pictures: new Map() }));

/** Grace for the browser to decode a picture before its URL is let go of. */
const revokeAfterMs = 2_000;

/** Keeps a pushed picture; the one before it is let go of. */
export function takeFrame(frame: FramePush): void {
  const key = deviceKey(frame.siteId, frame.deviceId);
  const pictures = new Map(useFrames.getState().pictures);
  release(pictures.get(key));
  pictures.delete(key);
  const url = URL.createObjectURL(new Blob([frame.jpeg], { type: 'image/jpeg' }));
  pictures.set(key, { url, atMs: Date.parse(frame.at), sameSinceMs: Date.parse(frame.sameSince) });
  for (const [oldest, picture] of pictures) {
    if (pictures.size <= maxWatchedCameras) break;
    pictures.delete(oldest);
    release(picture);
  }
  useFrames.setState({ pictures });
}

function release(picture: Picture | undefined): void {
  if (picture) setTimeout(() => URL.revokeObjectURL(picture.url), revokeAfterMs);
}
