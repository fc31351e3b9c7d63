import { cutText } from '../runtime/cut-text.ts';

/** What came of an attempt to hand over a mail. */
export type Outcome =
  | { became: 'sent' }
  /** It may work later: the server is busy, away, or not as it should be. */
  | { became: 'delayed'; reason: string }
  /** The server refuses this mail for good. */
  | { became: 'failed'; reason: string };

/** What an error of nodemailer says. */
interface SmtpFailure {
  message: string;
  code?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
}

/**
 * Replies of 5xx that are not about the mail but about who sends it: the connection is to be
 * encrypted or authenticated first, or the password is wrong (RFC 4954, section 6; RFC 3207, section
 * 4). They pass once the operator has mended it, and no mail is lost meanwhile. 503 says that
 * the commands came in a wrong order.
 */
const aboutTheSender = new Set([503, 523, 530, 534, 535, 538]);

/** It is about the envelope or the message, and not about the connection. */
const aboutTheMail = new Set(['EENVELOPE', 'EMESSAGE']);

/** @param secrets what no reason may repeat: of the mail, and of the connection */
export function outcomeOf(error: unknown, secrets: readonly string[]): Outcome {
  const failure: SmtpFailure = error instanceof Error ? error : { message: String(error) };
  const { code = '', response, responseCode = 0 } = failure;
  // Without a reply the library refused it: the server cannot take such an address or so large a mail.
  const isRefused =
    response === undefined || (responseCode >= 500 && !aboutTheSender.has(responseCode));
  const isFinal = aboutTheMail.has(code) && isRefused;
  const reason = reasonOf(failure, secrets);
  return { became: isFinal ? 'failed' : 'delayed', reason };
}

/** The server's own words where there are any, as one line. */
export function reasonOf(
  { message, command, response }: SmtpFailure,
  secrets: readonly string[],
): string {
  const told = response ? [command, response].filter(Boolean).join(': ') : message;
  const oneLine = told.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return cutText(without(secrets, oneLine), 300);
}

/** A server may repeat what it was sent, as it was or encoded. */
function without(secrets: readonly string[], text: string): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ])
    .reduce((told, form) => told.replaceAll(form, '•••'), text);
}
