type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication';

/** What would help: `scope` of RFC 6750, the others of RFC 9470, section 3. */
export interface ChallengeHints {
  scope?: readonly string[] | undefined;
  acr_values?: readonly string[] | undefined;
  /** Seconds. */
  max_age?: number | undefined;
}

/**
 * `WWW-Authenticate` as RFC 6750, section 3 has it. A request without any credentials is told no
 * error code (section 3.1).
 */
export function challenge(
  error?: ChallengeError,
  description?: string,
  { scope = [], acr_values = [], max_age }: ChallengeHints = {},
): string[] {
  const parameters = ['realm="sallyport"'];
  if (error) parameters.push(`error="${error}"`);
  if (description) parameters.push(`error_description="${quotable(description)}"`);
  if (scope.length > 0) parameters.push(`scope="${quotable(scope.join(' '))}"`);
  if (acr_values.length > 0) parameters.push(`acr_values="${quotable(acr_values.join(' '))}"`);
  if (max_age !== undefined) parameters.push(`max_age="${max_age}"`);
  return ['WWW-Authenticate', `Bearer ${parameters.join(', ')}`];
}

/** The characters that section 3 allows in these values. */
const quotable = (text: string): string => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?');
