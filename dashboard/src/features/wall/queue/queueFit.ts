/** How the queue fills its cell: how large the rows are, in how many columns, and how many fit. Pure. Lengths in rem. */

export type Density = 'huge' | 'large' | 'normal' | 'compact';

/** Heights of rows; the style sheet has the same ones. */
export const rowRem = { huge: 17, large: 8.5, normal: 6.25, compact: 4.25 } as const satisfies Record<
  Density,
  number
>;
/** A group or a fold in flood mode. */
export const groupRem = 3.5;
/** Between rows. */
export const gapRem = 0.5;
/** A column of rows is never narrower than this: name, ring and estimate beside each other. */
const columnRem = 30;
/** Below this height rows are compact, or a panel would show one or two. */
const shortRem = 20;

export interface Room {
  widthRem: number;
  heightRem: number;
}

/** The plain queue of `count` rows: as large as they may be, and cut only when even normal ones do not fit. */
export function fitRows(
  { widthRem, heightRem }: Room,
  count: number,
): { density: Density; columns: number; fits: number } {
  const columns = Math.max(1, Math.floor((widthRem + gapRem) / (columnRem + gapRem)));
  const capacity = (density: Density): number => columns * rowsIn(heightRem, rowRem[density]);
  const roomy = (['huge', 'large'] as const).find((each) => count <= capacity(each));
  const density = heightRem < shortRem ? 'compact' : (roomy ?? 'normal');
  return { density, columns: Math.min(columns, Math.max(1, count)), fits: Math.max(1, capacity(density)) };
}

/** In flood mode: how many single rows and how many groups; beside each other where there is width for both. */
export function fitFlood(
  { widthRem, heightRem }: Room,
  { rows, groups }: { rows: number; groups: number },
): { density: Density; columns: 1 | 2; rows: number; groups: number } {
  const beside = widthRem >= 2 * columnRem + gapRem;
  const forRowsRem = heightRem - (beside ? 0 : groups * (groupRem + gapRem));
  const large = rows <= rowsIn(forRowsRem, rowRem.large);
  const density = heightRem < shortRem ? 'compact' : large ? 'large' : 'normal';
  const height = rowRem[density];
  if (beside)
    return {
      density,
      columns: 2,
      rows: Math.min(rows, Math.max(1, rowsIn(heightRem, height))),
      groups: Math.min(groups, rowsIn(heightRem, groupRem)),
    };
  // What is most urgent has the first right to room; at least one group shows that there are more.
  const forGroups = groups > 0 ? groupRem + gapRem : 0;
  const shown = Math.min(rows, Math.max(1, rowsIn(heightRem - forGroups, height)));
  const leftRem = heightRem - shown * (height + gapRem);
  return { density, columns: 1, rows: shown, groups: Math.min(groups, rowsIn(leftRem, groupRem)) };
}

function rowsIn(heightRem: number, height: number): number {
  return Math.max(0, Math.floor((heightRem + gapRem + 0.01) / (height + gapRem)));
}
