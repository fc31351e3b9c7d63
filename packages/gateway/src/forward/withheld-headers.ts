import { canonicalName } from '@sallyport/base/routes/opened-headers.ts';
import {
  type FinalReason,
  finalReasons,
  type OpenableReason,
  openableReasons,
} from '@sallyport/base/routes/withheld-names.ts';

/**
 * Why a header of a caller's does not reach an upstream as it was sent. A look-alike has a name that
 * some servers read as another one.
 */
export type Reason = FinalReason | OpenableReason | 'lookalike';

const names = new Map<string, Reason>();
const prefixes: [prefix: string, reason: Reason][] = [];
for (const [reason, listed] of Object.entries({ ...openableReasons, ...finalReasons })) {
  for (const name of listed) {
    if (name.endsWith('-')) prefixes.push([name, reason as Reason]);
    else names.set(name, reason as Reason);
  }
}

/**
 * How products that are not listed say who calls: a person at the end of the name
 * (`X-Acme-User`), a certificate or TLS anywhere, a token or an assertion at the end.
 */
const identifying = new RegExp(
  [
    '(?:^|-)(?:user(?:-?(?:id|name|info|email|mail|groups?|roles?))?|uid|login|e?mail|groups?|roles?)$',
    '(?:^|-)(?:principal|identity|subject|claims|jwt|(?:id|access)-token|assertion)$',
    '(?:^|-)(?:m?tls|ssl)-|client-?cert',
  ].join('|'),
);

/** Null when it passes. @param name as sent */
export function reasonToWithhold(name: string): Reason | null {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const reason = judge(name);
  // Callers choose the names: what is kept of them has a bound.
  if (verdicts.size >= maxVerdicts) verdicts.clear();
  if (name.length <= maxKeptName) verdicts.set(name, reason);
  return reason;
}

const verdicts = new Map<string, Reason | null>();
const maxVerdicts = 1_000;
const maxKeptName = 64;

/**
 * A name with other characters than letters, digits and hyphens is the same as one with hyphens to
 * servers that hand headers on as CGI does: `Content_Length` and `X.Forwarded.For` are read as if they
 * had been sent with hyphens.
 */
function judge(name: string): Reason | null {
  const canonical = canonicalName(name);
  const exact = names.get(canonical);
  if (exact !== undefined) return exact;
  for (const [prefix, reason] of prefixes) if (canonical.startsWith(prefix)) return reason;
  if (identifying.test(canonical)) return 'identity';
  return /^[a-z0-9-]+$/i.test(name) ? null : 'lookalike';
}
