const browsers: [name: string, mark: RegExp][] = [
  ['Edge', /Edg\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(?:e|ium)\//],
  ['Safari', /Safari\//],
];

const systems: [name: string, mark: RegExp][] = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

/** `Firefox, Windows` of a user agent, as far as it tells; null for none. */
export function describeDevice(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const known = [browsers, systems].map(
    (list) => list.find(([, mark]) => mark.test(userAgent))?.[0],
  );
  const told = known.filter((name) => name !== undefined);
  return told.length > 0 ? told.join(', ') : userAgent.slice(0, 40);
}
