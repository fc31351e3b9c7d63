import { networkInterfaces } from 'node:os';
import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';

/** Where a server listens. */
export interface Address {
  host: string;
  port: number;
}

/** `127.0.0.1:9000` or `[::1]:9000`; null for anything else. */
export function parseListen(text: string): Address | null {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host && port > 0 && port < 65_536 ? { host, port } : null;
}

/** Scheme, host and port of a server on the web, and nothing else. */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, href, port } = new URL(text);
  return (
    /^https?:$/.test(protocol) && port !== '0' && href === `${origin}/` && !/[?#\\\s]/.test(text)
  );
}

/** Where to listen for a URL: at `listen`, else at the URL's port; for `localhost` on loopback only. */
export function addressFor(url: string, listen: string | undefined): Address {
  const given = listen === undefined ? null : parseListen(listen);
  if (given) return given;
  const parsed = new URL(url);
  const { port, protocol } = parsed;
  return { host: hostFor(parsed), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

function hostFor(url: URL): string {
  if (url.hostname === '[::1]') return '::1';
  // Clients that resolve `localhost` to ::1 first try 127.0.0.1 next.
  return isLoopback(url) ? '127.0.0.1' : anyAddress();
}

function anyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
}
