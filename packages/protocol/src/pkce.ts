/** `code-verifier` of RFC 7636, section 4.1: 43 to 128 unreserved characters. */
const verifierPattern = /^[A-Za-z0-9._~-]{43,128}$/;

/** An S256 challenge (RFC 7636, section 4.2): SHA-256 in base64url, always 43 characters. */
const challengePattern = /^[A-Za-z0-9_-]{43}$/;

export const isCodeVerifier = (text: string): boolean => verifierPattern.test(text);

export const isCodeChallenge = (text: string): boolean => challengePattern.test(text);
