/**
 * What every Sallyport token looks like from outside: `sp_<kind>_<body><checksum>`.
 *
 * The prefix lets secret scanners find a leaked token and lets an endpoint refuse one that was
 * sent to the wrong place. The checksum (CRC-32, six base62 digits) refuses junk without a look-up.
 * It is no protection against forgery: the body is.
 */
export const tokenPrefixes = {
  access: 'sp_at_',
  refresh: 'sp_rt_',
  code: 'sp_ac_',
  device: 'sp_dc_',
  action: 'sp_act_',
  clientSecret: 'sp_cs_',
} as const;

export type TokenKind = keyof typeof tokenPrefixes;

/**
 * No token of ours has more characters. A longer one is refused where it arrives, and the issuer is
 * not asked about it.
 */
export const maxTokenLength = 8192;

const checksumLength = 6;
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const bodyPattern = /^[A-Za-z0-9_-]+$/;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index++) {
    crc = crcTable[(crc ^ text.charCodeAt(index)) & 0xff]! ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < checksumLength; index++) {
    digits = base62[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Puts prefix and checksum around a base64url body. */
export function formatToken(kind: TokenKind, body: string): string {
  const text = tokenPrefixes[kind] + body;
  return text + checksum(text);
}

/** The body of a well-formed token of this kind, or null for anything else. Never throws. */
export function parseToken(kind: TokenKind, token: string): string | null {
  const prefix = tokenPrefixes[kind];
  const bodyEnd = token.length - checksumLength;
  if (!token.startsWith(prefix) || bodyEnd <= prefix.length) return null;
  const body = token.slice(prefix.length, bodyEnd);
  if (!bodyPattern.test(body)) return null;
  return checksum(token.slice(0, bodyEnd)) === token.slice(bodyEnd) ? body : null;
}

/** Which kind of Sallyport token this is, whole or damaged, or null for a foreign one. */
export function tokenKind(token: string): TokenKind | null {
  for (const kind of Object.keys(tokenPrefixes) as TokenKind[]) {
    if (token.startsWith(tokenPrefixes[kind])) return kind;
  }
  return null;
}
