import { parseNetwork } from '@sallyport/base/network.ts';
import { applicationsSchema, routesSchema } from '@sallyport/gateway/configuration.ts';
import { type Declaration, declarationSections } from '@sallyport/issuer/configuration/schema.ts';
import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { z } from 'zod';
import { parseListen } from './address.ts';

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
const certificate = z.strictObject({ cert: z.string().min(1), key: z.string().min(1) });

export const configurationSchema = z
  .strictObject({
    issuer: z
      .strictObject({
        /** The issuer identifier: what tokens name, and browsers and clients visit. */
        url: url.default('http://localhost:9000'),
        /** Where to listen when something else answers at `url`: a proxy that terminates TLS. */
        listen: listen.optional(),
        /** Proxies in front of it, whose word on who is calling (`X-Forwarded-For`) counts. */
        trusted_proxies: z.array(network).default([]),
        /** The listener for gateways, which need not be reachable from outside. */
        internal: z
          .strictObject({
            listen: listen
              .default('127.0.0.1:9001')
              .describe('Where the issuer listens for gateways, and for gateways only.'),
            urls: z
              .array(url)
              .min(1)
              .optional()
              .describe(
                'Where gateways on other machines find the internal listeners of the issuer nodes.',
              ),
          })
          .prefault({}),
      })
      .prefault({}),
    gateway: z
      .strictObject({
        url: url.default('http://localhost:8080'),
        listen: listen.optional(),
        /** Where other proxies ask for decisions; on the loopback address. */
        decide_port: port.default(8081),
      })
      .prefault({}),
    tls: z
      .strictObject({
        issuer: certificate.nullish(),
        gateway: certificate.nullish(),
        internal: certificate
          .nullish()
          .describe('For issuer.internal.listen. Gateways must trust who issued it.'),
      })
      .prefault({}),
    ...declarationSections,
    applications: applicationsSchema.default([]),
    routes: routesSchema.default([]),
  })
  .superRefine((configuration, context) => {
    for (const component of ['issuer', 'gateway'] as const) {
      const message = refuseTransport(component, configuration);
      if (message) context.addIssue({ code: 'custom', path: [component, 'url'], message });
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
  const { issuer, gateway, tls, applications, ...declaration } = configuration;
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

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, href } = new URL(text);
  return /^https?:$/.test(protocol) && href === `${origin}/` && !/[?#\\\s]/.test(text);
}
