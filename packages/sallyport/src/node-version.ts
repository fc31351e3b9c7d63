/**
 * Why Sallyport does not run on this version of Node, or null if it does. `engines` is that of
 * package.json: `>=24.7`.
 * This file and `main.ts` import nothing that an old Node lacks.
 */
export function refuseNode(version: string, engines: string): string | null {
  const needed = engines.replace('>=', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minMajor = 0, minMinor = 0] = needed.split('.').map(Number);
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return null;
  return `Sallyport needs Node ${needed} or later, and this is Node ${version}.`;
}
