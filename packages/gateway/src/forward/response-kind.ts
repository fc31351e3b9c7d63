import { fieldOf } from '../http/field-of.ts';
import { isGrpcType } from '../http/grpc.ts';

/**
 * How long a response goes on: not at all after its head, for as many bytes as its head says, or
 * until one side ends it.
 */
export type ResponseKind = 'bodiless' | 'counted' | 'open_ended';

export function kindOf(method: string, status: number, headers: readonly string[]): ResponseKind {
  if (status === 101) return 'open_ended';
  // RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5.
  if (method === 'HEAD' || status === 204 || status === 304) return 'bodiless';
  return fieldOf(headers, 'content-length') === undefined || isEventStream(headers)
    ? 'open_ended'
    : 'counted';
}

/**
 * What may go on for ever by design: an event stream, what follows the handshake of a WebSocket, and the
 * answers to a call of gRPC, of which nothing tells how many there will be.
 */
export const isStream = (status: number, headers: readonly string[]): boolean =>
  status === 101 || isEventStream(headers) || isGrpcType(typeOf(headers));

/** Media types are compared without regard to case (RFC 9110, section 8.3.1). */
const isEventStream = (headers: readonly string[]): boolean =>
  /^text\/event-stream/i.test(typeOf(headers));

const typeOf = (headers: readonly string[]): string => fieldOf(headers, 'content-type') ?? '';
