import { GuardError, guardErrorCodes } from '../../packages/guard/src/errors.ts';
import { errorCodes, errorStatus } from '../../packages/protocol/src/errors.ts';
import { remedies } from './remedies.ts';

const head = `---
description: Every error code, its status, what it means, and what to do.
sidebar: { order: 5, label: Error codes }
---

# Error codes

A refusal is JSON with two texts (RFC 6749, section 5.2): \`error\` is the code, for programs; \`error_description\` is for people, and says what is wrong
with this request. It may change, the code does not. Issuer and gateway add \`X-Request-Id\`, by which the [log](log.md) has the line with the exact
reason, also where the caller is told less. A code that comes with 429 or 503 may have \`Retry-After\`, in seconds. At \`/authorize\` the code goes back
to the client's redirect URI, with \`iss\`, unless the client itself is in doubt: then it is on a page.

## Of issuer and gateway
`;

const guardHead = `## Of the guard

A service that verifies with \`@sallyport/guard\` answers with \`error\` as above. Its log and its code see the reason, in \`code\` of the \`GuardError\`:
`;

/** `docs/pages/look-up/errors.md` */
export function errorsReference(): string {
  const codes = errorCodes.map((code) =>
    [`### \`${code}\``, '', `Status ${errorStatus(code)}. ${remedies[code]}`, ''].join('\n'),
  );
  const rows = guardErrorCodes.map((code) => {
    const { error, message } = new GuardError(code);
    return `| \`${code}\` | \`${error}\` | ${message} |`;
  });
  const table = ['| `code` | `error` | what the caller is told |', '|---|---|---|', ...rows, ''];
  return [head, ...codes, guardHead, ...table].join('\n');
}
