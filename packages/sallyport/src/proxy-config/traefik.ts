import { stringify } from 'yaml';
import type { Location, ProxyPlan, Site, Target } from './sites.ts';
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
        const rule = ruleOf(site, location, target);
        routers[name] = router(rule, target.upstream.name, priority--, used);
      });
    });
    const rest = site.host === null ? 'PathPrefix(`/`)' : hostRule(site.host);
    routers[`sallyport-${place + 1}`] = router(rest, 'sallyport_gateway', priority--, []);
  });
  const services: Named = { sallyport_gateway: service(plan.gateway, 'http') };
  for (const one of plan.upstreams) services[one.name] = service(one, one.tls ? 'https' : 'http');
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

function ruleOf({ host }: Site, { regex }: Location, { methods }: Target): string {
  const parts = [`PathRegexp(\`(?i)${regex}\`)`];
  if (host !== null) parts.unshift(hostRule(host));
  if (methods) parts.push(`(${methods.map((method) => `Method(\`${method}\`)`).join(' || ')})`);
  return parts.join(' && ');
}

const hostRule = (host: string): string =>
  host.startsWith('*.')
    ? `HostRegexp(\`^.+${host.slice(1).replaceAll('.', '\\.')}$\`)`
    : `Host(\`${host}\`)`;
