import { withoutSegments } from '@sallyport/protocol/routes/request-path.ts';
import type { CompiledRoute, Target } from './compiled-route.ts';

/**
 * The path that the upstream is asked for: what remains of the path as sent when the route's prefix
 * is taken off, behind the path of the upstream. Not a byte of what remains is changed, a slash at
 * the end and encodings included; where nothing remains at all, it is `/`.
 */
export const upstreamPath = (
  { basePath }: Pick<Target, 'basePath'>,
  { strippedSegments }: Pick<CompiledRoute, 'strippedSegments'>,
  path: string,
): string => basePath + remainder(strippedSegments, path) || '/';

/** What was taken off, as sent: `X-Forwarded-Prefix`. Empty when nothing was. */
export const strippedPrefix = (
  { strippedSegments }: Pick<CompiledRoute, 'strippedSegments'>,
  path: string,
): string => path.slice(0, path.length - remainder(strippedSegments, path).length);

const remainder = (segments: number, path: string): string =>
  segments === 0 ? path : withoutSegments(path, segments);
