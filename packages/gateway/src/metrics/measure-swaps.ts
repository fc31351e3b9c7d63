import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { SwapRequest, SwapResponse } from '@sallyport/protocol/internal.ts';
import type { Clock } from '../settings.ts';
import { gatewayMetrics } from './definitions.ts';

type Send = (request: SwapRequest) => Promise<SwapResponse>;

/** Measures the questions to the issuer about tokens. */
export function measureSwaps(send: Send, metrics: Metrics, clock: Clock): Send {
  const durations = (result: string) =>
    metrics.histogram(gatewayMetrics.swaps, { 'sallyport.result': result });
  const answered = durations('answered');
  const failed = durations('failed');
  const tokens = (result: string) =>
    metrics.counter(gatewayMetrics.swapped, { 'sallyport.result': result });
  const swapped = tokens('ok');
  return async (request) => {
    const begun = clock.monotonic();
    const taken = () => (clock.monotonic() - begun) / 1e3;
    try {
      const response = await send(request);
      answered.record(taken());
      for (const result of response.results) (result.ok ? swapped : tokens(result.error)).add();
      return response;
    } catch (error) {
      failed.record(taken());
      throw error;
    }
  };
}
