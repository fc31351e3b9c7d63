const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/**
 * The trace id of a `traceparent`, or null when it is not valid (W3C Trace Context, section 3.2). The
 * gateway exports no span: a valid header goes on as it is (section 3.4 allows it), for a span id
 * of ours would be a parent that no collector knows.
 */
export function readTraceId(value: string): string | null {
  const [, version, traceId, spanId, rest] = traceparent.exec(value) ?? [];
  if (traceId === undefined || spanId === undefined || version === 'ff') return null;
  // Version 00 has nothing more; later ones may.
  if (version === '00' && rest !== undefined) return null;
  return /^0+$/.test(traceId) || /^0+$/.test(spanId) ? null : traceId;
}
