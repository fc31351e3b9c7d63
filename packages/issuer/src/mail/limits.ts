import { createHmac } from 'node:crypto';
import { parseNetwork } from '@sallyport/base/network.ts';

/** How many mails in an hour and in a day. */
export interface Allowance {
  hour: number;
  day: number;
}

export interface MailLimits {
  /** Mails of the group `request`, by their recipient. */
  recipient: Allowance;
  /** The same, by the network that caused them: an IPv4 address, or the /64 of an IPv6 address. */
  network: Allowance;
}

/** Mails of the group `notice`, by their recipient. Only the owner of an account, signed in, causes them. */
const notices: Allowance = { hour: 60, day: 200 };

/**
 * A site may have all addresses of a /48 (RFC 6177, section 2), and so 65,536 times the network's
 * allowance: it gets this many times as many.
 */
const networksOfSite = 10;

/** A bucket holds `max` mails, and empties within `seconds`. */
export interface LimitBucket {
  name: string;
  max: number;
  seconds: number;
}

export interface Limited {
  group: 'request' | 'notice';
  /** The recipient. */
  to: string;
  /** What caused it, as `callers.network` says; null where no request from outside did. */
  network: string | null;
  /** Whether a browser asked that the account of this address knows. Other browsers have an allowance of their own. */
  fromOwner?: boolean;
}

/**
 * What a mail is counted in. Names are made with a key, so that the table tells neither recipients
 * nor networks.
 */
export function limitBuckets(
  { group, to, network, fromOwner = false }: Limited,
  limits: MailLimits,
  key: Buffer,
): LimitBucket[] {
  const buckets = (kind: string, of: string, { hour, day }: Allowance): LimitBucket[] => {
    const mac = createHmac('sha256', key)
      .update(JSON.stringify([kind, of]))
      .digest('base64url')
      .slice(0, 16);
    return [
      { name: `${kind} hour ${mac}`, max: hour, seconds: 3_600 },
      { name: `${kind} day ${mac}`, max: day, seconds: 86_400 },
    ];
  };
  const recipient = to.toLowerCase();
  if (group === 'notice') return buckets('notice', recipient, notices);
  const { hour, day } = limits.network;
  const wide = { hour: hour * networksOfSite, day: day * networksOfSite };
  const site = network === null ? null : siteOf(network);
  return [
    ...buckets(fromOwner ? 'owner' : 'recipient', recipient, limits.recipient),
    ...(network === null ? [] : buckets('network', network, limits.network)),
    ...(site === null ? [] : buckets('site', site, wide)),
  ];
}

/** The /48 of an IPv6 network; null for anything else. */
function siteOf(network: string): string | null {
  const [address] = parseNetwork(network) ?? [];
  if (address?.kind() !== 'ipv6') return null;
  return address
    .toByteArray()
    .slice(0, 6)
    .map((byte) => byte.toString(16))
    .join(' ');
}
