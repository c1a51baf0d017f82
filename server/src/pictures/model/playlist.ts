/** HLS playlists (RFC 8216) as they leave the server: each address in them is exchanged for one of ours. Pure. */

/** True when the text is a playlist at all. */
export function isPlaylist(text: string): boolean {
  return text.startsWith('#EXTM3U');
}

/**
 * The playlist with every address given through `exchange`: lines that are one, and the `URI` of tags. Comments are left
 * out, since anything may stand in them. What `exchange` throws goes through.
 */
export function exchangeAddresses(text: string, exchange: (address: string) => string): string {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    if (line.trim() === '') return [];
    if (!line.startsWith('#')) return [exchange(line.trim())];
    if (!line.startsWith('#EXT')) return [];
    return [line.replace(/URI="([^"]*)"/g, (_whole, address: string) => `URI="${exchange(address)}"`)];
  });
  return `${lines.join('\n')}\n`;
}
