/** Where pictures are to be had: from our own server, but in the in-browser mock, which draws them. */

let addressOf = (path: string): string => `/api/v1${path}`;

/** Used by the in-browser mock. */
export function replacePictures(replacement: (path: string) => string): void {
  addressOf = replacement;
}

/** Address of the picture that `GET path` answers, for the `src` of an image. */
export function pictureAddress(path: string): string {
  return addressOf(path);
}
