/** UNICODECHARNOCRLF of RFC 6749, appendix A: no control character but the tab, no half character. */
const other = /[^\t\x20-\x7e\x80-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Whether a text from outside is text all through: a database takes no NUL, and a log no newline. */
export const isPlainText = (text: string): boolean => !other.test(text);
