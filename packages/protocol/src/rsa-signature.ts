/**
 * Whether a signature is as long as RFC 8017, sections 8.1.2 and 8.2.2, demand: as the modulus. OpenSSL takes
 * one of RSASSA-PSS without its leading zero bytes as well, and so do Web Crypto and `jose`: the same token
 * would have several spellings.
 *
 * @param alg of the JWS; one that is not RSA has its length checked where it is verified
 * @param modulusBits of the key
 */
export const hasRsaLength = (alg: string, signature: Uint8Array, modulusBits: number): boolean =>
  !/^[RP]S/.test(alg) || signature.length === Math.ceil(modulusBits / 8);
