/** What a code is for, and with what it is answered. */
export interface CodeKind {
  /** What people type: so many digits, or so many letters of 20 that spell nothing and look like no others. */
  alphabet: 'digits' | 'letters';
  length: number;
  /** Whether the mail has a link, too. */
  hasLink: boolean;
  /** In seconds; null where its maker says. */
  lifetime: number | null;
  /**
   * What an older one of the same kind dies with: another one in the same sign-in, which strangers
   * cannot begin for its owner; another one for the same address; or another one of the same invitation.
   */
  followedIn: 'sign-in' | 'address' | 'invitation';
}

const minute = 60;

/** 6 digits with 5 attempts: one in 200,000 for each mail (`maxUnanswered`). */
const digits = { alphabet: 'digits', length: 6 } as const;
/** RFC 8628, section 6.1. */
const letters = { alphabet: 'letters', length: 8 } as const;

export const codeKinds = {
  'verify-address': { ...digits, hasLink: true, lifetime: 30 * minute, followedIn: 'sign-in' },
  /** To be one more address of an account, or to take the place of one that is not proved. */
  'add-address': { ...digits, hasLink: true, lifetime: 30 * minute, followedIn: 'sign-in' },
  'email-code': { ...digits, hasLink: false, lifetime: 10 * minute, followedIn: 'sign-in' },
  'magic-link': { ...letters, hasLink: true, lifetime: 15 * minute, followedIn: 'sign-in' },
  'reset-password': { ...letters, hasLink: true, lifetime: 30 * minute, followedIn: 'address' },
  invitation: { ...letters, hasLink: true, lifetime: null, followedIn: 'invitation' },
} as const satisfies Record<string, CodeKind>;

export type Purpose = keyof typeof codeKinds;

/**
 * So many codes of digits for an address, in 24 hours, may stay without an answer: 25 guesses of a million.
 * Those that follow are letters, which cannot be guessed: a stranger who asks for codes locks no owner out.
 */
export const maxUnanswered = 5;

/** What is typed of a code. */
export const formOf = (purpose: Purpose, isLong: boolean): Pick<CodeKind, 'alphabet' | 'length'> =>
  isLong ? letters : codeKinds[purpose];

export const purposes = Object.keys(codeKinds) as Purpose[];

/** Of typing: then it is dead. */
export const maxAttempts = 5;

/** One that was sent, as far as its answer needs it. */
export interface OneTimeCode {
  id: string;
  purpose: Purpose;
  email: string;
  /** Null where no account is concerned. */
  owner: { userId: string; credentialVersion: number } | null;
  parameters: Record<string, unknown>;
  /** Where it was asked for. */
  interactionHash: Buffer | null;
  browserHash: Buffer | null;
  provenAt: Date | null;
  /** Whether it is letters where others of its purpose are digits. */
  isLong: boolean;
  /** How often it may still be typed. */
  attemptsLeft: number;
  expiresAt: Date;
}

/** Whether it was typed so often that it cannot be typed any more, and was not right. */
export const isWornOut = ({
  provenAt,
  attemptsLeft,
}: Pick<OneTimeCode, 'provenAt' | 'attemptsLeft'>): boolean =>
  provenAt === null && attemptsLeft <= 0;
