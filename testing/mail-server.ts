import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as it came, and as a mail program reads it. */
interface ReceivedMail {
  from: string;
  to: string[];
  raw: string;
  parsed: ParsedMail;
}

export interface MailServer {
  port: number;
  /** For `email.smtp`. */
  url: string;
  /** Every message that came whole, accepted or not. */
  received: ReceivedMail[];
  /** The next mail that was not returned yet, for this recipient if one is given. */
  next(recipient?: string): Promise<ReceivedMail>;
  close(): Promise<void>;
}

export const mailUser = { user: 'sally@port', pass: 'p%ss/word of the mail server' };

interface Options extends SMTPServerOptions {
  /** What becomes of a message that came whole; accepted when left out. May answer late, or never. */
  answer?: (mail: ReceivedMail) => Promise<Error | null> | Error | null;
  /** The user and the password, or null where none is asked for. */
  auth?: typeof mailUser | null;
}

/** A real SMTP server, which takes mails from `mailUser`. */
export async function startMailServer({
  answer = () => null,
  auth = mailUser,
  ...options
}: Options = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const returned = new Set<ReceivedMail>();
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: auth === null,
    allowInsecureAuth: true,
    ...(auth === null && { disabledCommands: ['AUTH'] }),
    disableReverseLookup: true,
    onAuth({ username, password }, _, callback) {
      const isRight = username === auth?.user && password === auth?.pass;
      callback(isRight ? null : reply(535, 'Authentication failed'), { user: username });
    },
    async onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString();
      const mail = {
        from: envelope.mailFrom ? envelope.mailFrom.address : '',
        to: envelope.rcptTo.map(({ address }) => address),
        raw,
        parsed: await simpleParser(raw),
      };
      received.push(mail);
      const refused = await answer(mail);
      if (!refused) for (const wake of waiting) wake();
      callback(refused);
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const scheme = options.secure ? 'smtps' : 'smtp';
  const credentials = auth
    ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.pass)}@`
    : '';
  return {
    port,
    url: `${scheme}://${credentials}localhost:${port}`,
    received,
    async next(recipient) {
      for (;;) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        const found = received.find(
          (mail) => !returned.has(mail) && (!recipient || mail.to.includes(recipient)),
        );
        if (!found) await promise;
        waiting.delete(resolve);
        if (!found) continue;
        returned.add(found);
        return found;
      }
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** A refusal with this SMTP code. */
export const reply = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });
