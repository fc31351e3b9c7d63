import { pathRegex } from './path-regex.ts';
import { numberedCookies, returnedNames } from './returned.ts';
import type { Location, ProxyPlan, Site, Target } from './sites.ts';
import { schemeOf, type Upstream } from './upstreams.ts';
import { commonNames, withheldNames, withheldPrefixes } from './withheld.ts';

/** A Caddyfile: each request is asked about, as `forward_auth` does it. */
export const caddy = (plan: ProxyPlan): string => `\
# Caddy asks Sallyport about each request, and forwards what it allows with the JWT for the service. This is
# what forward_auth stands for, written out so that a refreshed session cookie reaches the browser.
#
# Once the sites have public names, leave out "http://" in front of them: Caddy then gets certificates
# by itself. Set gateway.url to the https URL.

(sallyport_upstream) {
${removals.map((name) => `\theader_up -${name}`).join('\n')}
	# After what the caller's Connection names was removed: it takes nothing of this away.
	header_up Host {upstream_hostport}
	header_up Authorization {vars.sallyport_authorization}
	header_up X-Request-Id {vars.sallyport_request_id}
	header_up X-Real-IP {remote_host}
}

${plan.sites.map((site) => siteText(site, plan)).join('\n')}`;

/** Caddy writes X-Forwarded-For, -Host and -Proto itself, and does not believe what callers write. */
const removals = [
  ...withheldNames.filter((name) => name !== 'te'),
  ...commonNames,
  ...withheldPrefixes.filter((name) => name !== 'x-forwarded-').map((name) => `${name}*`),
  // Some services read other characters than letters and digits as hyphens.
  ...['*_*', '*.*'],
];

const siteText = ({ host, locations }: Site, plan: ProxyPlan): string => `\
${addresses(host)} {
	# Browsers ask without credentials what a page of another origin may do. The gateway answers, by the cors of the
	# route, or passes the question on.
	@preflight {
		method OPTIONS
		header Origin *
		header Access-Control-Request-Method *
	}
	handle @preflight {
		reverse_proxy ${plan.gateway.host}:${plan.gateway.port}
	}
${locations.map((location, index) => locationText(location, index + 1, host, plan)).join('')}\
	# Everything else is the gateway's own: applications, /auth/, and its answer for unknown paths.
	handle {
		reverse_proxy ${plan.gateway.host}:${plan.gateway.port}
	}
}
`;

/**
 * The dot that ends a name leads to the same site, and a `*` of Caddy's stands for one label, where a route's
 * stands for any number.
 */
function addresses(host: string | null): string {
  if (host === null) return 'http://';
  const depths = host.startsWith('*.') ? [0, 1, 2, 3, 4] : [0];
  const names = depths.map((depth) => '*.'.repeat(depth) + host);
  return names.flatMap((name) => [`http://${name}`, `http://${name}.`]).join(', ');
}

const locationText = (
  location: Location,
  number: number,
  host: string | null,
  plan: ProxyPlan,
): string =>
  location.targets
    .map((target, index) => {
      const name = `@route${number}_${index + 1}`;
      return targetText(location, target, { name, host, plan });
    })
    .join('');

interface Surroundings {
  name: string;
  host: string | null;
  plan: ProxyPlan;
}

/** `route` keeps the order that is written: the decision is about the path as it was sent. */
function targetText(
  { path }: Location,
  { methods, upstream, rewrite, cors }: Target,
  { name, host, plan }: Surroundings,
): string {
  const method = methods ? `\n\t\tmethod ${methods.join(' ')}` : '';
  const change = rewrite
    ? `\t\t\turi path_regexp ${quote(rewrite.regex)} ${quote(`${rewrite.prefix}$1`)}\n`
    : '';
  const publicHost = host === null ? `\n\t\t\t\theader_up X-Forwarded-Host ${plan.publicHost}` : '';
  // What differs is in no list that all share, for removing wins over setting. Services of gRPC ask for TE, and an
  // answer of theirs that is a header section alone has to end with it, which flushing would prevent.
  const own = upstream.http2 ? ['header_up TE trailers'] : ['header_up -TE', 'flush_interval -1'];
  const ownText = own.map((line) => `\n\t\t\t\t${line}`).join('');
  const hidden = cors ? '\n\t\t\t\theader_down -Access-Control-*' : '';
  return `	# ${path}
	${name} {
		path_regexp ${quote(`(?i)${pathRegex(path, 'unicode')}`)}${method}
	}
	handle ${name} {
		route {
			reverse_proxy ${plan.decide.host}:${plan.decide.port} {
				method GET
				rewrite /decide
				header_up X-Forwarded-Method {method}
				header_up X-Forwarded-Uri {uri}
				# What a caller wrote must not be taken for a proxy's words.
				header_up -X-Original-*
				@allowed status 2xx
				handle_response @allowed {
					vars sallyport_authorization {rp.header.Authorization}
					vars sallyport_request_id {rp.header.X-Request-Id}
					request_header Cookie {rp.header.Cookie}
${[...returnedNames(plan), ...numberedCookies].map(returned).join('')}\
				}
			}
${change}\
			# Caddy writes its own behind this.
			request_header -X-Forwarded-*
			reverse_proxy ${placesOf(upstream)} {
				import sallyport_upstream${ownText}${publicHost}${hidden}
			}
		}
	}
`;
}

/**
 * What is not there would become a header with the name of its placeholder; to this matcher it is `<nil>`.
 * Services have cookies of their own to set.
 */
const returned = (name: string): string => {
  const matcher = `@has_${name.replaceAll('-', '_')}`;
  // Of a name as Go writes it.
  const value = `{rp.header.${name.replaceAll(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase())}}`;
  const isCookie = numberedCookies.includes(name);
  const written = isCookie ? '+Set-Cookie' : name === 'vary' ? '+Vary' : name;
  return `\t\t\t\t\t${matcher} vars_regexp ${value} ^[^<]\n\t\t\t\t\theader ${matcher} ${written} ${value}\n`;
};

/** Caddy knows weights since 2.8 only: who has more of it is listed more often. */
function placesOf(upstream: Upstream): string {
  const { servers } = upstream;
  const most = Math.max(...servers.map(({ weight }) => weight));
  const scheme = schemeOf(upstream);
  const all = servers.flatMap(({ host, port, weight }) => {
    const times = most <= 10 ? weight : Math.max(1, Math.round((weight * 10) / most));
    return Array.from({ length: times }, () => `${scheme}://${host}:${port}`);
  });
  return all.join(' ');
}

const quote = (text: string): string => `\`${text}\``;
