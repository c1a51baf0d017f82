/** Makes a picture of the camera small enough for a bad network, and gets it to the server or keeps it until it can. */
import type { PhotoPurpose } from '@mingchu/shared/arrival';
import { request } from '../../../http/request.ts';
import { isFinal } from '../../../http/requestError.ts';
import { type KeptPhoto, keepPhoto } from '../acts/kept.ts';
import { askForSync } from '../worker/registerWorker.ts';
import { isOnline, newId, readOutbox, useOutbox } from '../acts/outbox.ts';
import { localPhotoPrefix } from '../acts/nextToSend.ts';
import { photoNameIn, photoPath } from '../acts/sendKept.ts';
import { exifSegmentOf, withExif } from './exifSegment.ts';

/** Longest edge, pixels: a label in the picture can still be read. */
const maxEdgePx = 1_600;
const quality = 0.8;

/**
 * Compresses, keeps and, when there is a network, sends. Answers the picture's name: the server's, or the phone's own
 * until it is there. Throws when it is no picture, or when it is refused.
 */
export async function takePhoto(
  file: Blob,
  to: { dispatchId: string; purpose: PhotoPurpose },
): Promise<string> {
  const { username } = useOutbox.getState();
  if (username === null) throw new Error('nobody is signed in at this phone');
  const jpeg = await smaller(file);
  const photo: KeptPhoto = {
    id: newId(),
    username,
    ...to,
    takenAt: new Date().toISOString(),
    jpeg,
    sha256: null,
  };
  if (isOnline()) {
    try {
      const sha256 = photoNameIn(await request('POST', photoPath(photo), jpeg));
      await keepPhoto({ ...photo, sha256 });
      return sha256;
    } catch (error) {
      if (isFinal(error)) throw error;
    }
  }
  await keepPhoto(photo);
  await readOutbox();
  void askForSync();
  return `${localPhotoPrefix}${photo.id}`;
}

/** At most 1600 px as JPEG, turned upright, with the original's EXIF. */
async function smaller(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, maxEdgePx / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser draws no canvas');
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (!drawn) throw new Error('this browser wrote no JPEG');
  const segment = exifSegmentOf(new Uint8Array(await file.arrayBuffer()));
  if (!segment) return drawn;
  return new Blob([withExif(new Uint8Array(await drawn.arrayBuffer()), segment)], { type: 'image/jpeg' });
}
