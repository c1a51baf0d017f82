/** Reads the QR code at a door out of the camera's picture, with the browser's own reader or one that is fetched. */

/** What the code at the door says: `mingchu-door:{siteId}:{code}`. */
export interface DoorCodeRead {
  siteId: string;
  code: string;
}

/** Null for any other QR code. */
function parseDoorCode(text: string): DoorCodeRead | null {
  const match = /^mingchu-door:([^:]{1,64}):([0-9]{6})$/.exec(text.trim());
  return match?.[1] && match[2] ? { siteId: match[1], code: match[2] } : null;
}

/** What a text that the camera has read is at the door of `siteId`: its code, another's, or no door code. Pure. */
export function judgeRead(
  text: string,
  siteId: string,
): { what: 'ours'; read: DoorCodeRead } | { what: 'another-site' | 'not-ours'; read: null } {
  const read = parseDoorCode(text);
  if (!read) return { what: 'not-ours', read };
  // Sent, it could only speak against him.
  return read.siteId === siteId ? { what: 'ours', read } : { what: 'another-site', read: null };
}

/** Looks at the picture that the video shows now; null when there is no QR code that it can read. */
type ReadText = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** Side of the picture that the fetched reader looks at, pixels: it works on the page's own thread. */
const lookedAtPx = 640;
/** Share of the picture's shorter side that the frame on the screen shows, and a little more. */
const middleShare = 0.6;

/** The best reader that this browser has. Rejects when there is none and none can be fetched. */
export async function bestReader(): Promise<ReadText> {
  const own = await ownReader().catch(() => null);
  if (!own) return fetchedReader();
  let reader = own;
  return async (video) => {
    try {
      return await reader(video);
    } catch (error) {
      if (reader !== own) throw error;
      // A phone without Google's services has the browser's reader, which then fails on every picture.
      reader = await fetchedReader();
      return reader(video);
    }
  };
}

async function ownReader(): Promise<ReadText | null> {
  const { BarcodeDetector: Known } = globalThis as { BarcodeDetector?: DetectorClass };
  if (!Known || !(await Known.getSupportedFormats()).includes('qr_code')) return null;
  const detector = new Known({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

/** Looks by turns at the whole picture, made smaller, and at its middle as the camera gives it: a code may be far away. */
async function fetchedReader(): Promise<ReadText> {
  const { default: jsQr } = await import('jsqr');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  let middle = false;
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    if (!pen || videoWidth === 0) return null;
    const side = Math.min(videoWidth, videoHeight) * middleShare;
    const [width, height] = middle ? [side, side] : [videoWidth, videoHeight];
    const scale = lookedAtPx / Math.min(width, height);
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const [left, top] = [(videoWidth - width) / 2, (videoHeight - height) / 2];
    pen.drawImage(video, left, top, width, height, 0, 0, canvas.width, canvas.height);
    middle = !middle;
    const seen = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQr(seen.data, seen.width, seen.height, { inversionAttempts: 'dontInvert' })?.data ?? null;
  };
}
