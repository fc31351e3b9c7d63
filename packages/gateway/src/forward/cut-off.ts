import { constants } from 'node:http2';
import type { Denied } from '../decision/decision.ts';
import type { CutReason } from '../http/caller.ts';
import { grpcStatusOf, grpcStatusOfReset, withRequestId } from '../http/grpc.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';
import { explainFailure } from './failure.ts';

/** How an answer that has begun is ended before its time, in the terms of HTTP/2 and of gRPC. */
export interface CutOff {
  reason: CutReason;
  grpcStatus: number;
  message: string;
}

/** What allowed it has ended. */
export const cutByDenial = ({ refusal }: Denied, requestId: string): CutOff => ({
  reason: 'cancelled',
  grpcStatus: grpcStatusOf(refusal.status),
  message: withRequestId(refusal.description, requestId),
});

/** The upstream has not ended it. */
export function cutByFailure(error: UpstreamError): CutOff {
  const { resetCode } = error;
  const { status, description } = explainFailure(error);
  return {
    reason: resetCode === constants.NGHTTP2_CANCEL ? 'cancelled' : 'failed',
    grpcStatus: resetCode === null ? grpcStatusOf(status) : grpcStatusOfReset(resetCode),
    message: description,
  };
}
