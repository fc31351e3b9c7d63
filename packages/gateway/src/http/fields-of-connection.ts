/** Fields that are about one connection: HTTP/2 has no place for them (RFC 9113, section 8.2.2). */
export const fieldsOfConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
