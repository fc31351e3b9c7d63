import { table, terminalStyle, wrap } from 'sallyport/terminal-table.ts';

/** What to try, and as whom. Names and secrets are those of sallyport.yaml and of Acme ID. */
export function about(style = terminalStyle()): string[] {
  const { bold, cyan, dim } = style.colors;
  const paste = (lines: string[]) => lines.map((line) => `     ${dim(line)}`);
  const prose = (text: string) => wrap(text, Math.min(style.columns, 100), 5);
  return [
    '',
    `  ${bold('Example services')}`,
    '',
    ...table(
      [
        ['Orders', 'http://127.0.0.1:7001', 'a service, behind the gateway'],
        ['Reports', 'http://127.0.0.1:7002', 'a second service'],
        ['Acme ID', 'http://localhost:9100', "another company's identity provider"],
      ],
      style,
    ),
    '',
    `  ${bold('The shop')}  ${cyan('http://localhost:8080')}  ${dim('sign in as')}`,
    '',
    ...table(
      [
        ['alice@example.com', 'correct horse alice', 'support: also refunds, shares, reports'],
        ['bob@example.com', 'correct horse bob', 'customer: reads orders'],
        ['admin@example.com', 'correct horse admin', 'administrator: the admin API'],
        ['Carol', 'choose Acme ID', 'from another provider: no role yet'],
      ],
      style,
    ),
    ...scenarios.flatMap(({ title, lines, later }, index) => [
      '',
      ...prose(title).with(0, `  ${bold(String(index + 1))}  ${prose(title)[0]!.trim()}`),
      ...paste(lines),
      ...(later ? [...prose(later.title), ...paste(later.lines)] : []),
    ]),
  ];
}

const tokenFor = (client: string) => [
  `TOKEN=$(curl -s localhost:9000/token -u ${client} \\`,
  `  -d grant_type=client_credentials | grep -o 'sp_at_[^"]*')`,
];
const apiServer = 'shop-api:dev-secret-of-the-shop-api-server-0001';
const operations = 'shop-ops:dev-secret-of-the-operations-script-01';
const ordersService = 'orders-service:dev-secret-of-the-orders-service-00001';

interface Paste {
  title: string;
  /** To paste into a shell as they are: without comments, which zsh takes for arguments. */
  lines: string[];
}

const scenarios: readonly (Paste & { later?: Paste })[] = [
  {
    title: 'A link to one order that works once: make one, then open its url',
    lines: [
      `curl localhost:9000/links -u ${apiServer} --json '{`,
      `  "url": "http://localhost:8080/landing.html?order=42",`,
      '  "api": "https://orders.example", "permissions": ["orders:read"],',
      `  "authorization_details": [{ "type": "order", "identifier": "42", "actions": ["read"] }] }'`,
    ],
  },
  {
    title:
      'A feature for one role: open the shop as Alice and, in a private window, as Bob. ' +
      'Without a cookie or token the answer is 401:',
    lines: ['curl -i localhost:8080/api/orders'],
  },
  {
    title: 'An opaque token: use it, and ask the issuer what it stands for',
    lines: [
      ...tokenFor(apiServer),
      'curl localhost:8080/api/orders -H "authorization: Bearer $TOKEN"',
      `curl localhost:9000/introspect -u ${ordersService} \\`,
      '  -d token=$TOKEN',
    ],
  },
  {
    title: 'Take a role away while Alice is signed in: her next request is refused',
    lines: [
      ...tokenFor(operations),
      'ALICE=$(curl -s "localhost:9000/admin/v1/users?email=alice@example.com" \\',
      `  -H "authorization: Bearer $TOKEN" | grep -oE '[0-9a-f-]{36}' | head -1)`,
      'curl -X DELETE localhost:9000/admin/v1/users/$ALICE/groups/staff \\',
      '  -H "authorization: Bearer $TOKEN"',
    ],
    later: {
      title: 'Give it back:',
      lines: [
        'curl -X PUT localhost:9000/admin/v1/users/$ALICE/groups/staff \\',
        '  -H "authorization: Bearer $TOKEN"',
      ],
    },
  },
  {
    title: 'The code flow: what the issuer supports',
    lines: ['curl localhost:9000/.well-known/openid-configuration'],
  },
];
