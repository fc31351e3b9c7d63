import { generateSync } from 'otplib';

/** The code that an authenticator app shows now (RFC 6238). */
export const codeOfApp = (secret: string): string => generateSync({ secret });
