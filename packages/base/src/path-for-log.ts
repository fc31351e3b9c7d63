/** Tokens of ours, and whatever is long enough to be a secret that was put into a path. */
const secrets = /sp_[a-z]{2,8}_[A-Za-z0-9_-]+|[A-Za-z0-9_-]{40,}/g;
const maxLength = 500;

/** A path as a log may have it: bounded, and without what may be a secret. The query is left out before. */
export function pathForLog(path: string): string {
  if (path.length < 40 && !path.includes('sp_')) return path;
  return path.slice(0, maxLength).replace(secrets, '…');
}
