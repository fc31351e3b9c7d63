import { type CityResponse, Reader } from 'mmdb-lib';

/** Where addresses are, as a file of the operator knows it. */
export interface Places {
  /** In a language: `Leipzig, Germany`. Null where it is not known. */
  of(address: string | null, language: string): string | null;
}

export const nowhere: Places = { of: () => null };

/** What files of this kind have at most: that of the whole world, with cities, has some 70 MB. */
export const maxPlacesBytes = 512 * 1024 * 1024;

/** What is longer is no name of a place. */
const maxName = 100;

/**
 * Places of a file in the MaxMind DB format (version 2), with cities or countries.
 *
 * @throws Error that says what is wrong with the file
 */
export function readPlaces(file: Buffer): Places {
  const reader = openReader(file);
  const { databaseType } = reader.metadata;
  if (!/City|Country|Enterprise|Location/i.test(databaseType)) {
    throw new Error(`It holds ${databaseType}, and no cities or countries.`);
  }
  return {
    of(address, language) {
      const found = address === null ? null : find(reader, address);
      return found && describe(found, language);
    },
  };
}

function openReader(file: Buffer): Reader<CityResponse> {
  try {
    return new Reader<CityResponse>(file);
  } catch {
    throw new Error('It is no MaxMind DB file (.mmdb).');
  }
}

/** A file that is damaged further on, and what is no address, tell nothing. */
function find(reader: Reader<CityResponse>, address: string): CityResponse | null {
  try {
    return reader.get(address);
  } catch {
    return null;
  }
}

function describe({ city, country }: Partial<CityResponse>, language: string): string | null {
  const parts = [city?.names, country?.names].map((names) => nameIn(names, language));
  return parts.filter((part) => part !== null).join(', ') || null;
}

/** As `de-AT` is asked for, there are `de` and `en`. */
function nameIn(names: object | undefined, language: string): string | null {
  const known = (names ?? {}) as Readonly<Record<string, unknown>>;
  const tags = [language, language.split('-')[0]!, 'en'];
  const name = tags.map((tag) => known[tag]).find((text) => typeof text === 'string');
  return typeof name === 'string' && name.length <= maxName ? name : null;
}
