import type { RouteTimeouts } from '../limits.ts';

/**
 * A call of gRPC may be silent in both directions for as long as an event stream may: before it ends,
 * nothing tells a stream from a call with one answer.
 */
export function grpcTimeouts(
  own: RouteTimeouts | null,
  limits: { readonly streamTimeout: number },
): RouteTimeouts {
  const silence = own?.streamTimeout ?? limits.streamTimeout;
  return {
    connectTimeout: own?.connectTimeout,
    headersTimeout: own?.headersTimeout ?? silence,
    bodyTimeout: own?.bodyTimeout,
    streamTimeout: silence,
    uploadTimeout: own?.uploadTimeout ?? silence,
  };
}
