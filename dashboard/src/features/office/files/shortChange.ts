/** How a change of a long cell is shown: an outline of a hundred corners would hide the other rows. */

/** Letters of a cell that are shown. */
const maxCell = 80;
/** Of them, how many stand before the first that is another. */
const maxLead = 24;

interface Change {
  before: string;
  after: string;
}

/** The part of both cells, of at most 80 letters, in which they begin to differ; with its length where it is cut. */
export function shortChange({ before, after }: Change): Change {
  const from = partFrom({ before, after });
  return { before: part(before, from), after: part(after, from) };
}

/** Where the part begins: with the cells as long as the difference lies within their beginning. */
function partFrom({ before, after }: Change): number {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  return same + maxLead <= maxCell ? 0 : same - maxLead;
}

function part(cell: string, from: number): string {
  if (cell.length <= maxCell) return cell;
  const end = from + maxCell;
  return `${from > 0 ? '…' : ''}${cell.slice(from, end)}${end < cell.length ? '…' : ''} (${cell.length})`;
}
