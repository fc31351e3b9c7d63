import { isIP } from 'node:net';
import { parseNetwork } from '@sallyport/base/network.ts';
import { routesSchema } from '@sallyport/base/routes/route-schema.ts';
import { applicationsSchema } from '@sallyport/gateway/configuration.ts';
import { limitsSchema } from '@sallyport/gateway/limits.ts';
import { abuseSchema } from '@sallyport/issuer/abuse/abuse-configuration.ts';
import { type Declaration, declarationSections } from '@sallyport/issuer/configuration/schema.ts';
import { lifetimesSchema } from '@sallyport/issuer/lifetimes-schema.ts';
import { emailSchema } from '@sallyport/issuer/mail/email-configuration.ts';
import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { z } from 'zod';
import { isOrigin, parseListen } from './address.ts';
import { consoleSchema } from './console.ts';

const port = z.int().min(1).max(65_535);

const listen = z.string().refine((text) => parseListen(text) !== null, {
  error: 'Write an address and a port: 127.0.0.1:9000, or [::1]:9000.',
});

/** An origin as browsers write it: a host in small letters, no default port, no trailing slash. */
const url = z
  .string()
  .refine(isOrigin, {
    error: 'Write scheme, host and port only: http://localhost:9000.',
    abort: true,
  })
  .transform((text) => new URL(text).origin);

const network = z.string().refine((text) => parseNetwork(text) !== null, {
  error: 'Write an address or a network: 192.0.2.7, 10.0.0.0/8, or fd00::/8.',
});

/** Paths of PEM files, relative to the configuration. */
const certificate = z.strictObject({
  cert: z
    .string()
    .min(1)
    .meta({
      description:
        'A PEM file with the certificate and those between it and the root. When the files change, new connections get the new one within ten seconds.',
      examples: ['tls/id.example.pem'],
    }),
  key: z
    .string()
    .min(1)
    .meta({ description: 'A PEM file with its private key.', examples: ['tls/id.example.key'] }),
});

const bound = z.int().min(1).optional();

export const configurationSchema = z
  .strictObject({
    issuer: z
      .strictObject({
        url: url.default('http://localhost:9000').meta({
          description:
            'The issuer identifier: what tokens name in `iss`, and where browsers and clients find it.',
          examples: ['https://id.example'],
        }),
        listen: listen.optional().meta({
          description:
            'Where to listen when a proxy answers at url. Without it, at the port of url.',
          examples: ['127.0.0.1:9000'],
        }),
        trusted_proxies: z
          .array(network)
          .default([])
          .meta({
            description:
              'The addresses of proxies in front of it, whose X-Forwarded-For is believed.',
            examples: [['10.0.0.0/8']],
          }),
        limits: z
          .strictObject({
            connections: bound.meta({
              description: 'Connections open at a time; the one that waits longest gives way.',
              examples: [10_000],
            }),
            connections_per_network: bound.meta({
              description: 'The same for one IPv4 address, or the /64 of an IPv6 address.',
              examples: [1_000],
            }),
            requests: bound.meta({
              description: 'Requests that are worked on at a time; beyond it, 503.',
              examples: [4_000],
            }),
            requests_per_network: bound.meta({
              description: 'The same for one network.',
              examples: [1_000],
            }),
          })
          .prefault({})
          .meta({
            description: 'Bounds of the listener for browsers and clients.',
            examples: [{ connections_per_network: 5_000 }],
          }),
        lifetimes: lifetimesSchema.prefault({}).meta({
          description: 'How long things live, in seconds.',
          examples: [{ session_idle: 3600, session: 28_800 }],
        }),
        languages: z
          .string()
          .min(1)
          .optional()
          .meta({
            description:
              'A directory with a file for each language that is added or changed (it.json), relative to the configuration.',
            examples: ['languages'],
          }),
        default_language: z
          .string()
          .default('en')
          .meta({
            description:
              'The language of the pages for people who want none of those that there are.',
            examples: ['de'],
          }),
        places: z
          .string()
          .min(1)
          .optional()
          .meta({
            description:
              'A MaxMind DB file (.mmdb) with cities or countries, relative to the configuration: people see by it where they are signed in. It is read when the issuer starts; without it no place is shown.',
            examples: ['GeoLite2-City.mmdb'],
          }),
        internal: z
          .strictObject({
            listen: listen.default('127.0.0.1:9001').meta({
              description: 'Where the issuer listens for gateways, and for gateways only.',
              examples: ['10.0.0.7:9001'],
            }),
            urls: z
              .array(url)
              .min(1)
              .optional()
              .meta({
                description:
                  'Where gateways on other machines find the internal listeners of the issuer nodes.',
                examples: [['https://issuer-1.internal:9001', 'https://issuer-2.internal:9001']],
              }),
          })
          .prefault({})
          .meta({
            description: 'The listener for gateways, which need not be reachable from outside.',
          }),
      })
      .prefault({})
      .meta({ description: 'The authorization server.' }),
    gateway: z
      .strictObject({
        url: url.default('http://localhost:8080').meta({
          description: 'Where browsers and clients find the gateway.',
          examples: ['https://shop.example'],
        }),
        listen: listen.optional().meta({
          description:
            'Where to listen when a proxy answers at url. Without it, at the port of url.',
          examples: ['127.0.0.1:8080'],
        }),
        trusted_proxies: z
          .array(network)
          .default([])
          .meta({
            description:
              'The addresses of proxies in front of it, whose word about callers is believed: forwarded_header, and X-Forwarded-Proto.',
            examples: [['10.0.0.0/8']],
          }),
        forwarded_header: z
          .enum(['x-forwarded-for', 'forwarded'])
          .default('x-forwarded-for')
          .meta({
            description:
              "The header in which trusted_proxies say who called them. The other one may be a caller's own, and is not read.",
            examples: ['forwarded'],
          }),
        proxy_protocol: z
          .boolean()
          .default(false)
          .meta({
            description:
              'Whether connections from trusted_proxies begin with a PROXY header, version 1 or 2. Then it is demanded of them; from other addresses it is not taken.',
            examples: [true],
          }),
        limits: limitsSchema.prefault({}).meta({
          description: 'Bounds of what one gateway takes on. Times are in seconds.',
          examples: [{ upload_timeout: 120 }],
        }),
        workers: z
          .union([z.int().min(1).max(256), z.literal('auto')])
          .default(1)
          .meta({
            description:
              'How many processes share the work of the gateway, each a member by itself; auto for one for each processor. SIGUSR2 replaces them one after the other without losing a request.',
            examples: [4, 'auto'],
          }),
        name: z
          .string()
          .min(1)
          .max(200)
          .optional()
          .meta({
            description:
              'What the issuer calls this gateway in its log. Without it, host name and process id.',
            examples: ['gateway-eu-1'],
          }),
        decide_port: port.default(8081).meta({
          description: 'The port at which other proxies ask for decisions (/decide).',
          examples: [8081],
        }),
        decide_host: z
          .string()
          .refine((text) => isIP(text) !== 0, {
            error: 'Give an IP address of this machine: 10.0.0.7, or 0.0.0.0 for all.',
          })
          .default('127.0.0.1')
          .meta({
            description:
              'The address of decide_port and decide_grpc_port. Who reaches them can ask about any request, and gets the JWTs for services: proxies alone should.',
            examples: ['10.0.0.7'],
          }),
        decide_grpc_port: port
          .nullable()
          .default(null)
          .meta({
            description: 'The port at which Envoy asks by gRPC (ext_authz); null for none.',
            examples: [8083, null],
          }),
        decide_cache: z
          .boolean()
          .default(false)
          .meta({
            description:
              'Whether proxies may keep a decision for a second or two, as the nginx configuration of proxy-config then does. Whatever takes something away waits for it: two and a half seconds at most.',
            examples: [true],
          }),
      })
      .prefault({})
      .meta({ description: 'What stands in front of the services.' }),
    management: z
      .strictObject({
        listen: listen
          .nullable()
          .default('127.0.0.1:8082')
          .meta({
            description:
              'Where this process answers /health/live, /health/ready and /metrics, for operators alone; null for nowhere. What reaches it needs no credential.',
            examples: ['10.0.0.7:8082', null],
          }),
      })
      .prefault({})
      .meta({ description: 'The port for operators, one for each process.' }),
    tls: z
      .strictObject({
        issuer: certificate
          .nullish()
          .meta({ description: 'For issuer.url. Without it, a proxy terminates TLS.' }),
        gateway: certificate
          .nullish()
          .meta({ description: 'For gateway.url. Without it, a proxy terminates TLS.' }),
        internal: certificate
          .nullish()
          .describe('For issuer.internal.listen. Gateways must trust who issued it.'),
      })
      .prefault({})
      .meta({ description: 'Certificates, where no proxy terminates TLS.' }),
    log: z
      .strictObject({
        access: z
          .boolean()
          .default(true)
          .meta({
            description:
              'Whether the log has a line for every request to gateway and issuer. Without it, the gateway logs what it refuses.',
            examples: [false],
          }),
        file: z
          .string()
          .min(1)
          .optional()
          .meta({
            description:
              'A file for the log instead of stdout, relative to the configuration. SIGHUP opens it anew, for logrotate.',
            examples: ['/var/log/sallyport/sallyport.log'],
          }),
      })
      .prefault({})
      .meta({
        description: 'What the log holds, and where it goes.',
        examples: [{ access: false }],
      }),
    email: emailSchema.nullish().meta({
      description:
        'How mails are sent: codes, links and notices for the people who sign in. Read at the start.',
    }),
    abuse: abuseSchema.prefault({}).meta({
      description: 'What keeps strangers from misusing the pages. Read at the start.',
    }),
    ...declarationSections,
    applications: applicationsSchema
      .default([])
      .meta({ description: 'Browser applications that sign people in through the gateway.' }),
    console: consoleSchema.prefault({}).meta({
      description:
        'The web application for administrators. Read at the start; its client, application and route are built in.',
      examples: [{ enabled: true, host: 'admin.internal.example' }],
    }),
    routes: routesSchema
      .default([])
      .meta({ description: 'What the gateway forwards, and to whom.' }),
  })
  .superRefine((configuration, context) => {
    for (const component of ['issuer', 'gateway'] as const) {
      const message = refuseTransport(component, configuration);
      if (message) context.addIssue({ code: 'custom', path: [component, 'url'], message });
    }
    const { proxy_protocol: proxyProtocol, trusted_proxies: proxies } = configuration.gateway;
    if (proxyProtocol && proxies.length === 0) {
      const message = 'name the proxies that send the header in gateway.trusted_proxies';
      context.addIssue({ code: 'custom', path: ['gateway', 'proxy_protocol'], message });
    }
    const message = refuseInternalTransport(configuration);
    if (message) context.addIssue({ code: 'custom', path: ['issuer', 'internal'], message });
  });

export type Configuration = z.output<typeof configurationSchema>;
export type Component = 'issuer' | 'gateway';
/** What may have a certificate. */
export type TlsComponent = Component | 'internal';

/** What of the configuration the issuer reconciles with the database. */
export function declarationOf(configuration: Configuration): Declaration {
  const {
    issuer,
    gateway,
    management,
    tls,
    log,
    email,
    abuse,
    applications,
    console,
    ...declaration
  } = configuration;
  return declaration as Declaration;
}

/** Tokens travel over TLS (RFC 6749, section 1.6), except where they do not leave the machine. */
function refuseTransport(
  component: Component,
  { [component]: { url, listen }, tls }: Pick<Configuration, Component | 'tls'>,
): string | null {
  const parsed = new URL(url);
  const ways =
    `set tls.${component}, or let a proxy terminate TLS ` +
    `and set ${component}.listen to where it finds Sallyport`;
  if (parsed.protocol === 'http:') {
    if (tls[component]) return `with tls.${component} this begins with https`;
    return isLoopback(parsed) ? null : `http is for localhost only: write https, and ${ways}`;
  }
  return tls[component] || listen ? null : `https needs a certificate: ${ways}`;
}

/** The same for the gateways' credential and the tokens that they ask about. */
function refuseInternalTransport({
  issuer: { internal },
  tls,
}: Pick<Configuration, 'issuer' | 'tls'>): string | null {
  const { listen, urls } = internal;
  if (urls?.some((each) => each.startsWith('http:') && !isLoopback(new URL(each)))) {
    return 'http is for localhost only: write urls with https, and set tls.internal, or let a proxy terminate TLS';
  }
  const isOpen = !isLoopback(new URL(`http://${listen}`));
  if (!isOpen || tls.internal || urls) return null;
  return (
    'a listener that other machines reach needs a certificate: set tls.internal, or let a proxy ' +
    'terminate TLS and write its https address in urls'
  );
}
