type ChallengeError = 'invalid_request' | 'invalid_token' | 'insufficient_scope';

/**
 * `WWW-Authenticate` as RFC 6750, section 3 has it. A request without any credentials is told no
 * error code (section 3.1). `scope` names what is missing.
 */
export function challenge(
  error?: ChallengeError,
  description?: string,
  scope?: readonly string[],
): string[] {
  const parameters = ['realm="sallyport"'];
  if (error) parameters.push(`error="${error}"`);
  if (description) parameters.push(`error_description="${quotable(description)}"`);
  if (scope && scope.length > 0) parameters.push(`scope="${quotable(scope.join(' '))}"`);
  return ['WWW-Authenticate', `Bearer ${parameters.join(', ')}`];
}

/** The characters that section 3 allows in these values. */
const quotable = (text: string): string => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?');
