/** The text of a table file in whichever encoding a spreadsheet has kept it. Pure. */

/** UTF-16 is known by its mark; what is no UTF-8 is taken for GB 18030, which spreadsheets write in China. */
export function textOfFile(content: ArrayBuffer): string {
  const [first, second] = new Uint8Array(content.slice(0, 2));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(content);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('gb18030').decode(content);
  }
}

/** A workbook (xlsx, or ods) begins like the archive that it is: no table of text can be read from it. */
export function isWorkbook(content: ArrayBuffer): boolean {
  const [first, second, third, fourth] = new Uint8Array(content.slice(0, 4));
  const isArchive = first === 0x50 && second === 0x4b && third === 0x03 && fourth === 0x04;
  // That of older versions of Excel.
  return isArchive || (first === 0xd0 && second === 0xcf && third === 0x11 && fourth === 0xe0);
}
