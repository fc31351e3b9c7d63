/** Whether `Accept` names `application/jwt` and does not rule it out (RFC 9110, section 12.5.1). */
export const wantsJwt = (accept: string | undefined): boolean =>
  (accept ?? '').split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'application/jwt' && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
  });
