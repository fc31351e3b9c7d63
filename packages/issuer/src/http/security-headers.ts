/** What one page needs. */
export interface Allowed {
  /**
   * Origins (`https://shop.example`) or schemes (`com.example.app:`) that a form may lead to beside
   * the issuer: browsers apply `form-action` to the redirects that follow too.
   */
  formTargets: readonly string[];
  /** Whether the page runs scripts: files of this host, and nothing within the page. */
  hasScripts: boolean;
  /** Whether the page shows others of the issuer in frames. */
  hasFrames?: boolean;
  /** Origins of others whose scripts, frames and styles it loads: a widget of theirs. */
  sources?: readonly string[];
}

/**
 * The headers of every page. A page runs no script but files of ours, is shown in no frame, is kept in no cache, and
 * sends no Referer: its address names a sign-in in progress.
 *
 * It has no Cross-Origin-Opener-Policy: applications sign people in in a window that they open, and
 * any policy, `same-origin-allow-popups` too, would cut that window off from them for good. There
 * is nothing here for an opener to reach but to lead its own window elsewhere.
 */
export function pageHeaders(allowed: Allowed): [name: string, value: string][] {
  return [
    ['Content-Security-Policy', contentSecurityPolicy(allowed)],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'no-referrer'],
    ['Cache-Control', 'no-store'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
  ];
}

function contentSecurityPolicy({
  formTargets,
  hasScripts,
  hasFrames,
  sources = [],
}: Allowed): string {
  const others = sources.map((source) => ` ${requireOrigin(source)}`).join('');
  const frames = [...(hasFrames ? ["'self'"] : []), ...sources].join(' ');
  return [
    "default-src 'none'",
    ...(hasScripts ? [`script-src 'self'${others}; connect-src 'self'${others}`] : []),
    ...(frames ? [`frame-src ${frames}`] : []),
    `style-src 'self'${others}`,
    "img-src 'self' data:",
    ["form-action 'self'", ...formTargets.map(requireSource)].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** An origin or a scheme and nothing else, so that no value can add a directive of its own. */
const sourcePattern = /^(https?:\/\/[A-Za-z0-9.:_-]+|[a-z][a-z0-9.+-]*:)$/;

/** An origin, or all hosts below one. */
export const originPattern = /^https?:\/\/(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?$/;

function requireOrigin(source: string): string {
  if (!originPattern.test(source)) throw new Error(`Not an origin: ${source}`);
  return source;
}

function requireSource(target: string): string {
  if (!sourcePattern.test(target)) throw new Error(`Not an origin or a scheme: ${target}`);
  return target;
}
