import { domainToASCII } from 'node:url';
import { z } from 'zod';

export type ReadAddress =
  | { ok: true; address: string }
  /** `problem` is a sentence for the person who gave the address, in English. */
  | { ok: false; reason: AddressProblem; problem: string };

/** Why an address is refused; pages have a text for each in every language. */
export type AddressProblem = keyof typeof problems;

const problems = {
  invisible: 'it holds invisible characters. Type it instead of pasting it',
  form: 'it has one @, with a name before and a domain after it',
  name: 'the part before the @ has a character that none has',
  look_alikes: 'the part before the @ has letters that look like others',
  domain: 'the part after the @ is no domain like example.com',
  too_long: 'it is longer than 254 bytes',
};

/**
 * Reads an e-mail address in the one way that every door uses: the configuration file, the admin
 * API, what a provider says, and what people type.
 *
 * The result is what is stored. It is an addr-spec (RFC 5321, section 4.1.2) of at most 254 bytes
 * without quoting: the domain is in lower case and ASCII, as IDNA has it, so that one domain has one
 * form and a domain that looks like another one does not pass for it. The local part is in NFKC.
 * ASCII letters in it keep their case, for sending mail, and count as the same in
 * `emailKey`; other letters are in lower case.
 *
 * Characters that a reader or a mail system may take for others are refused, not folded: two
 * mailboxes that differ in them may belong to two people.
 */
export function readAddress(text: string): ReadAddress {
  const trimmed = text.trim();
  if (/\p{Default_Ignorable_Code_Point}|\p{Cc}|\p{Cs}/u.test(trimmed)) {
    return refuse('invisible');
  }
  const [, local, domain] = /^([^@]+)@([^@]+)$/.exec(trimmed.normalize('NFKC')) ?? [];
  if (local === undefined || domain === undefined) {
    return refuse('form');
  }
  if (!isLocalPart(local)) return refuse('name');
  if (hasLookAlikes(local)) {
    return refuse('look_alikes');
  }
  const ascii = domainPattern.test(domain) ? domainToASCII(domain) : '';
  if (!isHostName(ascii)) return refuse('domain');
  const address = `${local.replace(/[^\0-\x7f]+/g, lowerCase)}@${ascii}`;
  if (Buffer.byteLength(address) > maxBytes) return refuse('too_long');
  return { ok: true, address };
}

/** What two addresses have in common when they are the same. The database computes it too. */
export const emailKey = (address: string): string => address.toLowerCase();

/** The domain of an address that was read. */
export const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1);

/** An address in a document: what comes out is what is stored. */
export const emailAddress = z
  .string()
  .transform((text, context) => {
    const read = readAddress(text);
    if (read.ok) return read.address;
    context.addIssue(read.problem);
    return z.NEVER;
  })
  .meta({ format: 'idn-email' });

/** A domain in the same form as that of an address. */
export const emailDomain = z.string().transform((text, context) => {
  const ascii = domainPattern.test(text) ? domainToASCII(text) : '';
  if (isHostName(ascii)) return ascii;
  context.addIssue('Give a domain like example.com.');
  return z.NEVER;
});

/** RFC 5321, section 4.5.3.1.3: a path has 256 octets, its angle brackets included. */
const maxBytes = 254;

const refuse = (reason: AddressProblem): ReadAddress => ({
  ok: false,
  reason,
  problem: `This is no e-mail address that can be used here: ${problems[reason]}.`,
});

/**
 * The atoms of RFC 5322, section 3.2.3, with letters, marks and digits of any script (RFC 6532).
 * Dots may stand anywhere: mail providers have given such addresses to people.
 */
const isLocalPart = (local: string): boolean =>
  /^[\w.!#$%&'*+/=?^`{|}~\-\p{L}\p{M}\p{N}]+$/u.test(local);

/**
 * The dotless i and j, which some mail systems take for the others when they change the case, and
 * Latin letters beside those of scripts that have many in the same shape.
 */
const hasLookAlikes = (local: string): boolean =>
  /[ıİȷ]|[ij]\u0307/u.test(local) ||
  (/\p{Script=Latin}/u.test(local) &&
    /\p{Script=Cyrillic}|\p{Script=Greek}|\p{Script=Armenian}|\p{Script=Cherokee}/u.test(local));

/** `domainToASCII` reads a host as URLs have it, with escapes, ports and paths. */
const domainPattern = /^[\p{L}\p{M}\p{N}.-]{1,253}$/u;

/** Labels of letters, digits and inner hyphens; no address of a machine. */
const isHostName = (ascii: string): boolean =>
  ascii.length <= 253 &&
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(ascii);

/** One sigma, wherever in a word it stands. */
const lowerCase = (text: string): string => text.toLowerCase().replaceAll('ς', 'σ');
