interface Help {
  /** What there is to know beyond the options, in lines of 100 columns at most. */
  notes?: string;
  examples: readonly string[];
  /** When the exit code is 0, and when it is 1. */
  exit: readonly [ok: string, failed: string];
}

const usageExit = 'the command line is wrong: stderr says what, and nothing was done';

/** What `--help` tells after the options. */
export function helpText({ notes, examples, exit }: Help): string {
  const codes = [...exit, usageExit].map((when, code) => `  ${code}  ${when}`);
  return [
    ...(notes ? ['', notes] : []),
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
    'Exit code:',
    ...codes,
  ].join('\n');
}

const failed = 'it failed: stderr says why, and what to do';

export const programHelp = `
An option that is given twice counts as it was given last. Every command ends with the exit code 0
when it has done what it was told, with 1 when it has not, and with 2 when the command line is wrong.

Start here:
  sallyport demo                 in an empty folder, to see everything
  sallyport init                 with a service of your own
  sallyport help start           about one command`;

export const startHelp = helpText({
  notes: `Environment:
  DATABASE_URL              your own PostgreSQL, instead of the one in the data directory
  DATABASE_LISTEN_URL       the server itself, where DATABASE_URL leads through a pooler in
                            transaction mode (PgBouncer). PGHOST, PGPASSWORD, ~/.pgpass and the
                            like are not read
  SALLYPORT_SECRET          43 characters or more, the same on all nodes; without it, one is made
                            and kept in the data directory
  SALLYPORT_GATEWAY_SECRET, SALLYPORT_COOKIE_KEY
                            43 characters or more each; for gateways that must not have
                            SALLYPORT_SECRET (the issuer then needs the first one, too). While
                            one is replaced: the new one, a comma, the former one
  NODE_ENV=production       log JSON to stdout; require SALLYPORT_SECRET when DATABASE_URL is set
  NO_COLOR                  print without colours
  CREDENTIALS_DIRECTORY     a folder (systemd's LoadCredential): a variable that is unset is read
                            from the file of its name there, also where the configuration uses it

At a terminal the log is <data-dir>/sallyport.log, and warnings are shown. Ctrl-C (SIGINT), SIGTERM
and SIGHUP let requests finish, for 10 s at most; a second one stops at once. Run by npm, it stops
with npm.

SIGUSR2 replaces the processes of gateway.workers one after the other, and no request is lost.

A process that ends unexpectedly is started again after 0.5 s, then 1 s, up to 30 s, and given up
after ten times in a row; its PostgreSQL stays up.`,
  examples: [
    'sallyport start --config sallyport.yaml',
    'sallyport start --role gateway --config gateway.yaml',
  ],
  exit: [
    'a signal stopped it, and all requests had finished',
    'it could not start, failed too often in a row, or was stopped at once',
  ],
});

export const demoHelp = helpText({
  notes: `Starts in an empty folder, and keeps everything there: to remove the demo, remove the folder. Uses
the ports 7001, 7002, 8080, 8081, 8082, 9000, 9001 and 9100 of this machine. DATABASE_URL and
SALLYPORT_… are not read. Run by root in a folder that other accounts may not enter, it keeps its
database in /var/lib/sallyport, and says so.

Its passwords and secrets are published: never put it on a network.`,
  examples: ['mkdir sallyport-demo && cd sallyport-demo && npx sallyport demo'],
  exit: [
    'a signal stopped it',
    'it could not start: a port is in use, or something else is in the folder',
  ],
});

export const initHelp = helpText({
  notes: `Asks for what no option says; without a terminal it takes the usual answers. It never overwrites a
file. The file holds new secrets, and only its owner can read it.`,
  examples: [
    'sallyport init --url http://localhost:8080 --upstream http://127.0.0.1:3000 --service fastify',
  ],
  exit: ['the file is written', 'it is not: it is there already, or an answer cannot be used'],
});

export const applyHelp = helpText({
  notes: `Uses DATABASE_URL and SALLYPORT_SECRET, or else the data directory, as "start" does; with --issuer
neither of them, but an access token with every permission of the admin API. Users, roles, clients,
routes and the like change at once; applications, URLs and TLS change at the next start.

Prints a line for each change: "+" added, "~" changed, "-" removed, "=" kept as an administrator
changed it, "!" an administrator's until now.`,
  examples: [
    'sallyport apply sallyport.yaml --dry-run',
    'sallyport apply sallyport.yaml',
    'sallyport apply sallyport.yaml --issuer https://id.example --token-file token',
  ],
  exit: [
    'applied, or nothing to change; with --dry-run, whatever would change',
    'not applied, and nothing was changed: stderr says why',
  ],
});

export const validateHelp = helpText({
  notes: `Replaces environment variables in the file as "start" does. Opens no database and none of the files
that the configuration names.`,
  examples: ['sallyport validate sallyport.yaml && sallyport apply sallyport.yaml'],
  exit: ['the file is valid', 'it is not, or cannot be read'],
});

export const doctorHelp = helpText({
  notes: `Run it where Sallyport runs. It reads the configuration, asks issuer and gateway as browsers,
clients and services do, and reads the settings of the database (DATABASE_URL, or the data
directory). It changes nothing. On the machine of a service, which has no configuration, use
--issuer.`,
  examples: ['sallyport doctor', 'sallyport doctor --issuer https://id.example'],
  exit: ['there is no problem; there may be warnings', 'there is a problem, or nothing to look at'],
});

export const loginHelp = helpText({
  notes: `Signs you in at the issuer's own page, and keeps the token in the keychain of macOS, in the secret
service of the desktop (secret-tool), or else in a file that you alone can read, below
~/.local/state/sallyport. It is renewed by itself, and ends with your sign-in in that browser.

Several issuers: sign in at each one. Commands use the last, unless --issuer or SALLYPORT_ISSUER
names another. A program gives a token in SALLYPORT_TOKEN instead, and does not sign in.

On a machine without a browser, paste the address at which your browser ends; or bring the answer
there: ssh -L 7070:127.0.0.1:7070 HOST, and sallyport login --no-browser --port 7070.`,
  examples: [
    'sallyport login --issuer https://id.example',
    'sallyport login --issuer http://localhost:9000 --no-browser',
  ],
  exit: ['you are signed in', 'you are not: stderr says why'],
});

export const logoutHelp = helpText({
  examples: ['sallyport logout', 'sallyport logout --issuer https://id.example'],
  exit: [
    'you are signed out, and no gateway takes the tokens',
    'they are forgotten here, and may go on to work: stderr says why',
  ],
});

export const whoamiHelp = helpText({
  notes: 'A star marks the issuer that commands use which name none.',
  examples: ['sallyport whoami'],
  exit: ['the sign-in holds that commands use', 'it does not, or there is none'],
});

export const explainHelp = helpText({
  notes: `Of a refused request it prints the receipt, which the gateway keeps for an hour, and what the same
request would get now. --give-roles and the like tell what would change; nothing is changed.

Environment:
  SALLYPORT_TOKEN           an access token for the admin API, with the permissions receipts:read
                            and explain:read; without it, yours ("sallyport login")
  SALLYPORT_ISSUER          the issuer, instead of --issuer`,
  examples: [
    'sallyport explain 3f9a1c22b07e.1k --issuer https://id.example',
    'sallyport explain --user bob@example.com POST /api/orders/42/refund --give-roles support',
  ],
  exit: ['it is explained, whether allowed or refused', failed],
});

export const auditVerifyHelp = helpText({
  notes: `Reads the database (DATABASE_URL, or that of the data directory) with SALLYPORT_SECRET, or the one
in the data directory, and changes nothing. Prints the last batch: keep that elsewhere, and give it
to a later "verify" with --expect.`,
  examples: ['sallyport audit verify'],
  exit: [
    'the log is as it was sealed',
    'it is not: stderr names the first place; or it cannot be read',
  ],
});

export const auditExportHelp = helpText({
  notes: `Reads the database (DATABASE_URL, or that of the data directory), and changes nothing. Newest first.`,
  examples: ["sallyport audit export --action 'user.*' --from 2026-11-01T00:00:00Z > users.jsonl"],
  exit: ['it is printed', 'it cannot be read, or not be written: stderr says why'],
});

export const proxyConfigHelp = helpText({
  notes: `The proxy stands in front of your services; the gateway decides for it, at gateway.decide_port.
Write it anew after a change of routes. The comments in the file say what is yours to fill in.`,
  examples: ['sallyport proxy-config nginx > /etc/nginx/conf.d/sallyport.conf'],
  exit: ['it is printed', failed],
});

export const openApiHelp = helpText({
  notes:
    'Without a configuration here, and without --config, it has the usual addresses on this machine.',
  examples: ['sallyport open-api > openapi.json'],
  exit: ['it is printed', failed],
});

export const completionHelp = helpText({
  notes: 'It knows the commands of this version; print it anew after an upgrade.',
  examples: [
    'source <(sallyport completion bash)     # in ~/.bashrc',
    'source <(sallyport completion zsh)      # in ~/.zshrc, after compinit',
    'sallyport completion fish > ~/.config/fish/completions/sallyport.fish',
  ],
  exit: ['it is printed', failed],
});
