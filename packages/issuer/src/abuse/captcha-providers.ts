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
    sources: ['https://challenges.cloudflare.com'],
  },
  /** https://docs.hcaptcha.com/ */
  hcaptcha: {
    script: 'https://js.hcaptcha.com/1/api.js',
    verify: 'https://api.hcaptcha.com/siteverify',
    field: 'h-captcha-response',
    className: 'h-captcha',
    sources: ['https://hcaptcha.com', 'https://*.hcaptcha.com'],
  },
  /** https://developers.google.com/recaptcha/docs/display */
  recaptcha: {
    script: 'https://www.google.com/recaptcha/api.js',
    verify: 'https://www.google.com/recaptcha/api/siteverify',
    field: 'g-recaptcha-response',
    className: 'g-recaptcha',
    sources: ['https://www.google.com', 'https://www.gstatic.com'],
  },
} as const satisfies Record<string, CaptchaProvider>;
