import { getPath } from 'hono/utils/url';
import { isPlainText } from '../runtime/plain-text.ts';

/**
 * What routes are matched against. One with control characters leads nowhere, so that no endpoint
 * finds any in a parameter.
 */
export function pathOf(request: Request): string {
  const path = getPath(request);
  return isPlainText(path) ? path : '';
}
