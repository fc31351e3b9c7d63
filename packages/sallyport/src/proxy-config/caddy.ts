import type { Location, ProxyPlan, Site, Target } from './sites.ts';
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
	flush_interval -1
}

${plan.sites.map((site) => siteText(site, plan)).join('\n')}`;

/** Caddy writes X-Forwarded-For, -Host and -Proto itself, and does not believe what callers write. */
const removals = [
  ...withheldNames,
  ...withheldPrefixes.filter((name) => name !== 'x-forwarded-').map((name) => `${name}*`),
  // Of the beginning that Caddy's own words share, each by its whole name.
  ...commonNames.filter((name) => name.startsWith('x-forwarded-')),
  'x-real-ip',
];

const siteText = ({ host, locations }: Site, plan: ProxyPlan): string => `\
${host === null ? 'http://' : `http://${host}`} {
${locations.map((location, index) => locationText(location, index + 1, plan)).join('')}\
	# Everything else is the gateway's own: applications, /auth/, and its answer for unknown paths.
	handle {
		reverse_proxy ${plan.gateway.host}:${plan.gateway.port}
	}
}
`;

const locationText = (location: Location, number: number, plan: ProxyPlan): string =>
  location.targets
    .map((target, index) => targetText(location, target, `@route${number}_${index + 1}`, plan))
    .join('');

function targetText({ path, regex }: Location, target: Target, name: string, plan: ProxyPlan) {
  const { methods, upstream, rewrite } = target;
  const method = methods ? `\n\t\tmethod ${methods.join(' ')}` : '';
  const change = rewrite
    ? `\t\turi path_regexp ${quote(rewrite.regex)} ${quote(`${rewrite.prefix}$1`)}\n`
    : '';
  return `	# ${path}
	${name} {
		path_regexp ${quote(`(?i)${regex}`)}${method}
	}
	handle ${name} {
		reverse_proxy ${plan.decide.host}:${plan.decide.port} {
			method GET
			rewrite /decide
			header_up X-Forwarded-Method {method}
			header_up X-Forwarded-Uri {uri}
			# What a caller wrote must not be taken for a proxy's words.
			header_up -X-Original-*
			@allowed status 2xx
			handle_response @allowed {
				request_header Authorization {rp.header.Authorization}
				request_header Cookie {rp.header.Cookie}
				request_header X-Request-Id {rp.header.X-Request-Id}
				header ?Set-Cookie {rp.header.Set-Cookie}
			}
		}
${change}		reverse_proxy ${upstream.tls ? 'https' : 'http'}://${upstream.host}:${upstream.port} {
			import sallyport_upstream
		}
	}
`;
}

const quote = (text: string): string => `\`${text}\``;
