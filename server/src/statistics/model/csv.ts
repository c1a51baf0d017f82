/** Tables for spreadsheets (RFC 4180), in UTF-8 with the mark that makes Excel read Chinese. Pure. */

export type CsvValue = string | number | null;

export function csvText(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return `\u{feff}${[header, ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

function field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run what begins like a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
