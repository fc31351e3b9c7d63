import { pathRegex } from './path-regex.ts';
import { ofCors } from './returned.ts';
import type { Location, Target } from './sites.ts';
import type { Rewrite } from './upstreams.ts';

/**
 * What `map` says of the locations, outside of servers. nginx rewrites a path that it has decoded and cleaned, and encodes
 * the result in its own way; what was judged is the path as it was sent, so the new one is made of that.
 */
export class NginxMaps {
  readonly #paths = new Map<string, string>();
  #text = '';
  #locations = 0;

  get text(): string {
    return this.#text;
  }

  /** Where the requests of a target go, with the path if it is another one. */
  urlOf({ upstream, rewrite }: Target): string {
    const origin = `${upstream.tls ? 'https' : 'http'}://${upstream.name}`;
    return rewrite ? origin + this.#pathOf(rewrite) : origin;
  }

  #pathOf({ regex, prefix }: Rewrite): string {
    const key = `${regex} ${prefix}`;
    const known = this.#paths.get(key);
    if (known) return known;
    const number = this.#paths.size + 1;
    const rest = `sallyport_rest_${number}`;
    const name = `$sallyport_path_${number}`;
    this.#paths.set(key, name);
    const found = quote(`~${regex.replace('(.*)', `(?<${rest}>.*)`)}`);
    this.#text += `map $request_uri ${name} { default "/"; ${found} ${quote(`${prefix}$${rest}`)}; }\n`;
    return name;
  }

  /** Variables for what differs by method among routes of one path. */
  byMethod(
    targets: readonly Target[],
    picks: Record<string, (target: Target) => string>,
  ): string[] {
    this.#locations += 1;
    return Object.entries(picks).map(([name, pick]) => {
      const lines = new Map<string, string>();
      for (const target of targets) {
        for (const method of target.methods ?? ['default']) {
          if (!lines.has(method) && !lines.has('default')) lines.set(method, pick(target));
        }
      }
      if (!lines.has('default')) lines.set('default', pick(targets[0]!));
      const variable = `$sallyport_${name}_by_method_${this.#locations}`;
      const text = [...lines].map(([method, value]) => `  ${method} ${quote(value)};\n`).join('');
      this.#text += `map $request_method ${variable} {\n${text}}\n`;
      return variable;
    });
  }
}

export function locationText({ path, targets }: Location, maps: NginxMaps): string {
  const { url, host, tlsName } = whereTo(targets, maps);
  return `\
  # ${path}
  location ~* ${quote(pathRegex(path, 'bytes'))} {
    # The gateway allows nothing at the moment; auth_request makes it a 500.
    error_page 500 =503 @sallyport_unavailable;
${targets.some(({ cors }) => cors !== null) ? hidden : ''}\
${targets.some(({ upstream }) => upstream.tls) ? verified(tlsName) : ''}\
    set $sallyport_host ${host};
    proxy_pass ${url};
  }
`;
}

function whereTo(targets: readonly Target[], maps: NginxMaps) {
  const urlOf = (target: Target): string => maps.urlOf(target);
  const [first] = targets as [Target];
  if (new Set(targets.map(urlOf)).size === 1) {
    const { host, servers } = first.upstream;
    return { url: urlOf(first), host, tlsName: servers[0]!.host };
  }
  const [url, host, tlsName] = maps.byMethod(targets, {
    url: urlOf,
    host: ({ upstream }) => upstream.host,
    tls_name: ({ upstream }) => upstream.servers[0]!.host,
  });
  return { url: url!, host: host!, tlsName: tlsName! };
}

/** The gateway says instead of the service which pages may read an answer. */
const hidden = ofCors
  .filter((name) => name !== 'vary')
  .map((name) => `    proxy_hide_header ${name};\n`)
  .join('');

/** Without these, nginx would send JWTs to any server, and asks for the name of its own upstream block. */
const verified = (name: string): string => `\
    proxy_ssl_server_name on;
    proxy_ssl_name ${name};
    proxy_ssl_verify on;
    proxy_ssl_verify_depth 3;
    proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
`;

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
