/** The characters that RFC 6749, section 5.2 allows in `error_description`, and not too many. */
export const printable = (text: string): string =>
  text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'").slice(0, 300);
