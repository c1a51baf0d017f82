import { requestFile } from '../../../http/request.ts';

/** Takes out the file at `path` (with its query) for a reason, and has the browser save it. Throws `RequestError`. */
export async function saveFile(path: string, reason: string): Promise<void> {
  const sign = path.includes('?') ? '&' : '?';
  const { name, content } = await requestFile(`${path}${sign}reason=${encodeURIComponent(reason)}`);
  keepFile(name, content);
}

/** Has the browser save what is here already. */
export function keepFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the end of the click.
  URL.revokeObjectURL(address);
}
