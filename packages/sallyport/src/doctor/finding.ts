/** What one check found. */
export interface Finding {
  level: 'ok' | 'warning' | 'problem' | 'skipped';
  /** What was looked at: `TLS of the issuer`. */
  about: string;
  /** One sentence. */
  found: string;
  /** What to do about a warning or a problem. */
  advice?: string;
}

export const ok = (about: string, found: string): Finding => ({ level: 'ok', about, found });

export const skipped = (about: string, found: string): Finding => ({
  level: 'skipped',
  about,
  found,
});

export const warning = (about: string, found: string, advice: string): Finding => ({
  ...{ level: 'warning', about, found, advice },
});

export const problem = (about: string, found: string, advice: string): Finding => ({
  ...{ level: 'problem', about, found, advice },
});
