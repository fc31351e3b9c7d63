import { constants } from 'node:http2';
import type { Caller } from './caller.ts';
import { fieldOf } from './field-of.ts';

/**
 * gRPC over HTTP/2, as far as a gateway has to do with it: `PROTOCOL-HTTP2.md` and
 * `http-grpc-status-mapping.md` of grpc/grpc. An answer always is 200; how a call ended, `grpc-status`
 * says in the trailers, or in the header section of an answer that has nothing else.
 */

const ofCall = /^application\/grpc(?:[+;]|$)/i;

/** Not of gRPC-Web, whose clients understand statuses of HTTP. */
export const isGrpcType = (contentType: string): boolean => ofCall.test(contentType);

/** Whether a request is a call, and its caller understands nothing but `grpc-status`. */
export function isGrpcCall({ method, rawHeaders }: Pick<Caller, 'method' | 'rawHeaders'>): boolean {
  if (method !== 'POST') return false;
  return isGrpcType(fieldOf(rawHeaders, 'content-type') ?? '');
}

/** What a client would make of such a status by itself, but that a quota is told from a failure. */
const codes = new Map([
  [400, 13],
  [401, 16],
  [403, 7],
  [404, 12],
  [405, 12],
  [408, 4],
  [429, 8],
  [501, 12],
  [502, 14],
  [503, 14],
  [504, 14],
]);
const unknown = 2;

export const grpcStatusOf = (httpStatus: number): number => codes.get(httpStatus) ?? unknown;

/** What a client would make of it that its stream is reset with this code of HTTP/2. */
const ofReset = new Map<number, number>([
  [constants.NGHTTP2_REFUSED_STREAM, 14],
  [constants.NGHTTP2_CANCEL, 1],
  [constants.NGHTTP2_ENHANCE_YOUR_CALM, 8],
  [constants.NGHTTP2_INADEQUATE_SECURITY, 7],
]);
const internal = 13;

export const grpcStatusOfReset = (code: number): number => ofReset.get(code) ?? internal;

/** The header section of an answer that only says how the call ended, name and value in turn. */
export const grpcEnd = (httpStatus: number, message: string): string[] => [
  ...['Content-Type', 'application/grpc'],
  ...grpcTrailers(grpcStatusOf(httpStatus), message),
];

/** The end of an answer that has begun, name and value in turn. */
export const grpcTrailers = (status: number, message: string): string[] => [
  ...['grpc-status', String(status)],
  ...['grpc-message', encodeMessage(message)],
];

/** A refused call has no body: what identifies it for support is in its message. */
export const withRequestId = (message: string, requestId: string): string =>
  `${message} Request: ${requestId}`;

/** UTF-8 with all but printable ASCII as `%` and two digits, and `%` itself. */
const encodeMessage = (message: string): string =>
  Buffer.from(message)
    .toString('latin1')
    .replaceAll(
      /[^ -$&-~]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );

/** How a call ended, by headers or trailers; null where they do not say. */
export function grpcStatusIn(fields: readonly string[]): number | null {
  const status = fieldOf(fields, 'grpc-status');
  return status !== undefined && /^[0-9]{1,3}$/.test(status) ? Number(status) : null;
}
