/**
 * Whether a signature is as long as RFC 8017, sections 8.1.2 and 8.2.2, demand: as the modulus. OpenSSL takes
 * one of RSASSA-PSS without its leading zero bytes as well, and so do Web Crypto and `jose`: the same token
 * would have several spellings.
 *
 * @param modulusBits of the key; undefined for one that is not RSA, whose signatures have their length checked
 *   where they are verified
 */
export const hasRsaLength = (signature: Uint8Array, modulusBits: number | undefined): boolean =>
  modulusBits === undefined || signature.length === Math.ceil(modulusBits / 8);
