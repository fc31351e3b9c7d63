import type { UpstreamHeaders } from './response-headers.ts';

/** Media types are compared without regard to case (RFC 9110, section 8.3.1). */
export const isEventStream = ({ 'content-type': type }: UpstreamHeaders): boolean =>
  type !== undefined && /^text\/event-stream/i.test(String(type));
