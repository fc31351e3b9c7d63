/** What an answer can say beside whether the puzzle was solved. */
export type VerdictField = 'hostname' | 'action';

/**
 * Where a provider of CAPTCHAs is, and what its widget is called. All of them take a POST of `secret` and
 * `response`, and answer `{ success, hostname, action }`.
 */
export interface CaptchaProvider {
  /** What draws the widget into each element of `className`. */
  script: string;
  verify: string;
  /** The field that the widget puts into the form around it. */
  field: string;
  className: string;
  /** What each of its answers says: one without is of no page of ours. */
  says: readonly VerdictField[];
  /** What a page with the widget loads from, for its Content-Security-Policy. */
  sources: readonly string[];
}

export const captchaProviders = {
  /** https://developers.cloudflare.com/turnstile/get-started/ */
  turnstile: {
    script: 'https://challenges.cloudflare.com/turnstile/v0/api.js',
    verify: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    field: 'cf-turnstile-response',
    className: 'cf-turnstile',
    says: ['hostname', 'action'],
    sources: ['https://challenges.cloudflare.com'],
  },
  /** https://docs.hcaptcha.com/ */
  hcaptcha: {
    script: 'https://js.hcaptcha.com/1/api.js',
    verify: 'https://api.hcaptcha.com/siteverify',
    field: 'h-captcha-response',
    className: 'h-captcha',
    // It may keep the host to itself, and knows no actions.
    says: [],
    sources: ['https://hcaptcha.com', 'https://*.hcaptcha.com'],
  },
  /** https://developers.google.com/recaptcha/docs/display */
  recaptcha: {
    script: 'https://www.google.com/recaptcha/api.js',
    verify: 'https://www.google.com/recaptcha/api/siteverify',
    field: 'g-recaptcha-response',
    className: 'g-recaptcha',
    // Actions are of its third version.
    says: ['hostname'],
    sources: ['https://www.google.com', 'https://www.gstatic.com'],
  },
} as const satisfies Record<string, CaptchaProvider>;
