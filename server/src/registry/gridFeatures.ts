/** Grids as a map program keeps them: a file of GeoJSON, whose features have the columns of the table as properties. */
import { columnOfHead, registryHeads } from '@mingchu/shared/fileColumns';
import { type CsvRow, FileMistake } from '../platform/files/csvRows.ts';

interface Feature {
  properties?: Record<string, unknown> | null;
  geometry?: unknown;
}

/** True for what is no CSV: a table begins with the name of a column. */
export function isGeoJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** A row of each feature, by its place in the file; properties that are no columns are passed over. Throws FileMistake. */
export function readGridFeatures(text: string): CsvRow[] {
  return featuresIn(text).map(({ properties, geometry }, index) => {
    const fields: Record<string, string> = {};
    for (const [name, value] of Object.entries(properties ?? {})) {
      const column = columnOfHead(registryHeads.grids, name);
      if (column !== undefined && (typeof value === 'string' || typeof value === 'number'))
        fields[column] = String(value).trim();
    }
    if (geometry !== null && geometry !== undefined) fields['outline'] = JSON.stringify(geometry);
    return { line: index + 1, fields };
  });
}

function featuresIn(text: string): Feature[] {
  try {
    const { features } = JSON.parse(text) as { features?: unknown };
    if (Array.isArray(features) && features.every((each) => typeof each === 'object' && each !== null))
      return features as Feature[];
  } catch (cause) {
    throw new FileMistake('file-mistake', 'This is no GeoJSON.', { cause });
  }
  throw new FileMistake('file-no-list', 'There are no features in it.');
}
