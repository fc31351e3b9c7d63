/** `Date` as a line (RFC 9110, section 6.6.1), made once a second. */
export class DateLine {
  #second = -1;
  #line = '';

  /** @param now milliseconds since the Unix epoch */
  at(now: number): string {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#line = `Date: ${new Date(now).toUTCString()}\r\n`;
    }
    return this.#line;
  }
}
