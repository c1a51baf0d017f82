/** Tells the times of what a video element shows: when the last frame came, and since when it has been the same. */
import { longestPauseMs, sameSince } from '@mingchu/shared/pictures';
import { serverNow, useLiveStore } from '../../live/store.ts';
import type { PictureTimes } from './pictureState.ts';
import { isAlike, smallHeight, smallWidth } from './sameFrame.ts';

/** Two frames this far apart are compared, real ms. */
const compareEveryMs = 3_000;

/** Ends with the answer. `onTimes` is called for each frame, at most once in half a second. */
export function watchVideo(
  video: HTMLVideoElement,
  takenAtMs: () => number | null,
  onTimes: (times: PictureTimes) => void,
): () => void {
  const canvas = new OffscreenCanvas(smallWidth, smallHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let compared: { at: number; sameSince: number; pixels: Uint8ClampedArray } | undefined;
  let toldAtMs = 0;
  let callback = 0;
  const onFrame = (): void => {
    const at = serverNow();
    const speed = useLiveStore.getState().clock?.speed ?? 1;
    if (context && at - (compared?.at ?? 0) >= compareEveryMs * speed) {
      context.drawImage(video, 0, 0, smallWidth, smallHeight);
      const pixels = context.getImageData(0, 0, smallWidth, smallHeight).data;
      const alike = compared !== undefined && isAlike(compared.pixels, pixels);
      compared = { at, sameSince: sameSince(compared, { at, alike }, longestPauseMs * speed), pixels };
    }
    if (at - toldAtMs >= 500 * speed) {
      toldAtMs = at;
      onTimes({ takenAtMs: takenAtMs(), shownAtMs: at, sameSinceMs: compared?.sameSince ?? at });
    }
    callback = video.requestVideoFrameCallback(onFrame);
  };
  callback = video.requestVideoFrameCallback(onFrame);
  return () => video.cancelVideoFrameCallback(callback);
}
