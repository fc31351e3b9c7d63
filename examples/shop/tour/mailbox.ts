import type { Places } from './cast.ts';
import type { Answer, Browser } from './http.ts';

/** The last mail to an address, with these words in its subject: on a development machine mails are shown, and not sent. */
export async function openMail(
  browser: Browser,
  { issuer }: Places,
  address: string,
  subject = '',
): Promise<Answer> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const list = await browser.open({ url: `${issuer}/dev/mail` });
    const mail = list.text
      .split('<li>')
      .find((item) => item.includes(address) && item.includes(subject));
    const path = mail && /href="([^"]+)"/.exec(mail)?.[1];
    if (path) return browser.open({ url: new URL(path, issuer).href });
    if (list.status !== 200 || Date.now() > deadline) return list;
  }
}

/** Six digits in a line of their own. */
export const codeIn = ({ text }: Answer): string =>
  /^\s*(\d{3})\s?(\d{3})\s*$/m.exec(text)?.slice(1).join('') ?? '';
