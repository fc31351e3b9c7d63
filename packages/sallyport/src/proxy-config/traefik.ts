import { stringify } from 'yaml';
import { pathRegex } from './path-regex.ts';
import type { Location, ProxyPlan, Site, Target } from './sites.ts';
import { schemeOf, type Upstream } from './upstreams.ts';
import { commonNames, withheldNames } from './withheld.ts';

/** A file for Traefik's file provider: each request is asked about with the middleware forwardAuth. */
export function traefik(plan: ProxyPlan): string {
  const comment = `# Traefik asks Sallyport about each request (forwardAuth), and forwards what it allows with the JWT for the
# service. For the file provider. "web" is the entry point: name yours, and set gateway.url to its URL.
`;
  return (
    comment + stringify({ http: dynamic(plan) }, { lineWidth: 0, aliasDuplicateObjects: false })
  );
}

type Named = Record<string, object>;

function dynamic(plan: ProxyPlan): object {
  const middlewares: Named = {
    'sallyport-decide': {
      forwardAuth: {
        address: `http://${plan.decide.host}:${plan.decide.port}/decide`,
        // What callers write about themselves is overwritten.
        trustForwardHeader: false,
        authResponseHeaders: ['Authorization', 'Cookie', 'X-Request-Id'],
        addAuthCookiesToResponse: ['__Host-Http-sp_session', '__Host-sp_session', 'sp_session'],
      },
    },
    // For services that are called under a name which is no site's.
    'sallyport-public': {
      headers: { customRequestHeaders: { 'X-Forwarded-Host': plan.publicHost } },
    },
    // Services of gRPC ask for it.
    'sallyport-trailers': { headers: { customRequestHeaders: { TE: 'trailers' } } },
    'sallyport-headers': {
      headers: {
        customRequestHeaders: Object.fromEntries(
          [...new Set([...withheldNames, ...commonNames])].map((name) => [name, '']),
        ),
      },
    },
  };
  const routers: Named = {};
  // The file provider's own order is by length of the rule: priorities say it instead.
  let priority = 10_000;
  routers['sallyport-preflight'] = router(preflightRule, 'sallyport_gateway', priority--, []);
  plan.sites.forEach((site, place) => {
    site.locations.forEach((location, index) => {
      location.targets.forEach((target, at) => {
        const name = `sallyport-${place + 1}-${index + 1}-${at + 1}`;
        const used = ['sallyport-headers', 'sallyport-decide'];
        if (target.rewrite) {
          const { regex, prefix } = target.rewrite;
          middlewares[name] = { replacePathRegex: { regex, replacement: `${prefix}$1` } };
          used.push(name);
        }
        if (target.upstream.http2) used.push('sallyport-trailers');
        if (site.host === null) used.push('sallyport-public');
        if (target.cors) {
          middlewares[`${name}-cors`] = corsOf(target.cors);
          used.unshift(`${name}-cors`);
        }
        const rule = ruleOf(site, location, target);
        routers[name] = router(rule, target.upstream.name, priority--, used);
      });
    });
    const rest = site.host === null ? 'PathPrefix(`/`)' : hostRule(site.host);
    routers[`sallyport-${place + 1}`] = router(rest, 'sallyport_gateway', priority--, []);
  });
  const services: Named = { sallyport_gateway: service(plan.gateway, 'http') };
  for (const one of plan.upstreams) Object.assign(services, servicesOf(one));
  return { routers, middlewares, services };
}

const router = (rule: string, to: string, priority: number, middlewares: string[]): object => ({
  entryPoints: ['web'],
  rule,
  priority,
  service: to,
  ...(middlewares.length > 0 && { middlewares }),
});

const service = ({ host, port }: { host: string; port: number }, scheme: string): object => ({
  loadBalancer: { servers: [{ url: `${scheme}://${host}:${port}` }], passHostHeader: false },
});

/** Where several servers do the same, each is a service with its share. */
function servicesOf(upstream: Upstream): Named {
  const { name, servers } = upstream;
  const scheme = schemeOf(upstream);
  if (servers.length === 1) return { [name]: service(servers[0]!, scheme) };
  const named = servers.map((one, index) => ({ one, name: `${name}_${index + 1}` }));
  return {
    [name]: {
      weighted: { services: named.map(({ one, name }) => ({ name, weight: one.weight })) },
    },
    ...Object.fromEntries(named.map(({ one, name }) => [name, service(one, scheme)])),
  };
}

/** Traefik takes from an answer of forwardAuth no header for the caller: it says itself who may read. */
const corsOf = (cors: NonNullable<Target['cors']>): object => {
  const wildcards = cors.origins.filter((origin) => origin.includes('//*.'));
  return {
    headers: {
      accessControlAllowOriginList: cors.origins.filter((origin) => !wildcards.includes(origin)),
      accessControlAllowOriginListRegex: wildcards.map(
        (origin) => `^${origin.replaceAll('.', '\\.').replace('*', '.+')}$`,
      ),
      accessControlAllowCredentials: cors.credentials ?? false,
      accessControlExposeHeaders: [
        ...['WWW-Authenticate', 'Retry-After', 'X-Request-Id'],
        ...(cors.expose ?? []),
      ],
      addVaryHeader: true,
    },
  };
};

/** Browsers ask without credentials; the gateway answers by the cors of the route, or passes the question on. */
const preflightRule =
  'Method(`OPTIONS`) && HeaderRegexp(`Origin`, `.+`) && HeaderRegexp(`Access-Control-Request-Method`, `.+`)';

function ruleOf({ host }: Site, { path }: Location, { methods }: Target): string {
  const parts = [`PathRegexp(\`(?i)${pathRegex(path, 'unicode')}\`)`];
  if (host !== null) parts.unshift(hostRule(host));
  if (methods) parts.push(`(${methods.map((method) => `Method(\`${method}\`)`).join(' || ')})`);
  return parts.join(' && ');
}

const hostRule = (host: string): string =>
  host.startsWith('*.')
    ? `HostRegexp(\`^.+${host.slice(1).replaceAll('.', '\\.')}$\`)`
    : `Host(\`${host}\`)`;
