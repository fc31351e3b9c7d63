import type { UpstreamHeaders } from './response-headers.ts';

/**
 * How long a response goes on: not at all after its head, for as many bytes as its head says, or
 * until one side ends it.
 */
export type ResponseKind = 'bodiless' | 'counted' | 'open_ended';

export function kindOf(method: string, status: number, headers: UpstreamHeaders): ResponseKind {
  // RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5.
  if (method === 'HEAD' || status === 204 || status === 304) return 'bodiless';
  return headers['content-length'] === undefined || isEventStream(headers)
    ? 'open_ended'
    : 'counted';
}

/** Media types are compared without regard to case (RFC 9110, section 8.3.1). */
export const isEventStream = ({ 'content-type': type }: UpstreamHeaders): boolean =>
  type !== undefined && /^text\/event-stream/i.test(String(type));
