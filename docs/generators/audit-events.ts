import { auditActions } from '../../packages/issuer/src/audit/audit-actions.ts';

const head = `---
description: Everything that the audit log keeps, who did it, to what, and with which facts.
sidebar: { order: 8, label: Audit events }
---

# Audit events

Who did what is kept in the database, written in the transaction that does it: an event without its deed does not exist, and no deed without its event. \`GET /admin/v1/audit\` lists events, newest first,
for a caller with the permission \`audit:read\`; the table is \`audit_events\`. They are append-only: the database refuses to change or delete one. Only the personal data of an event can be erased, which leaves it without \`detail\` and without where it came from. [Keep and check the audit log](../do/keep-the-audit-log.md) finds, exports, drops and verifies them.

| field | what |
|---|---|
| \`id\` | grows; the cursor of the list is made of it |
| \`at\` | when, by the clock of the database |
| \`action\` | one of those below |
| \`outcome\` | \`failure\` for an action that ends in \`.refuse\` or \`.fail\`, else \`success\` |
| \`actor\` | who did it |
| \`act\` | the application through which a person did it at the admin API, \`client:<id>\`, as \`act\` of RFC 8693; null elsewhere |
| \`subjects\` | what it was done to; \`user:<id>\` finds everything about one person |
| \`detail\` | facts of this action; never a secret, a token or a password |
| \`address\` | the IP address of the request that did it, behind the [proxies that you trust](../do/tls-behind-a-proxy.md) |
| \`network\` | what limits count that address by: the address itself, or the /64 of an IPv6 one |
| \`user_agent\` | how the browser or the program calls itself, at most 512 characters |
| \`erased\` | whether \`detail\` and the three above were erased |

\`address\`, \`network\` and \`user_agent\` are null for what no request from outside did: what the server does by itself, what \`sallyport apply\` did, and what a
gateway asked for. Events from before this was kept have null, too. Behind a proxy that you have not named in \`trusted_proxies\`, \`address\`
is the proxy's.

What happens with each request (tokens that are issued, requests that are allowed or refused, links that are redeemed) is not here but in the [log](log.md).
`;

/** `docs/pages/look-up/audit-events.md` */
export function auditEventsReference(): string {
  const sections = Object.entries(auditActions).map(([action, description]) => {
    const { when, actor, subjects } = description;
    const detail = 'detail' in description ? Object.entries(description.detail) : [];
    return [
      `## \`${action}\``,
      '',
      `${when} Actor: ${actor}. Subjects: ${subjects}.`,
      ...(detail.length > 0 ? ['', '| `detail` | what |', '|---|---|'] : []),
      ...detail.map(([key, what]) => `| \`${key}\` | ${what} |`),
      '',
    ].join('\n');
  });
  return [head, ...sections].join('\n');
}
