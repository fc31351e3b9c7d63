/**
 * Why this Node will not do, or null. `engines` of package.json says what does, as `>=24.7`.
 * This file and `main.ts` import nothing that an old Node lacks.
 */
export function refuseNode(version: string, engines: string): string | null {
  const needed = engines.replace('>=', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = needed.split('.').map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return null;
  return `Sallyport needs Node ${needed} or later, and this is Node ${version}.`;
}
