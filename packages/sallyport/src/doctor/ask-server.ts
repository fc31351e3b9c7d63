import { connect } from 'node:tls';

/** Milliseconds that one question may take. */
const timeout = 5_000;
/** Of an answer; metadata and keys have a few kilobytes. */
const maxBytes = 1024 * 1024;

export interface Asked {
  status: number;
  headers: Headers;
  /** Null when it is none. */
  json: unknown;
  /** Milliseconds by which the server's clock is ahead of this machine's, as far as `Date` tells. */
  ahead: number | null;
}

/**
 * One question, GET unless it says otherwise, without following where it leads.
 *
 * @throws Error whose message says why nothing came
 */
export async function askServer(
  url: string,
  headers: Record<string, string> = {},
  {
    timeoutMs = timeout,
    ...question
  }: Pick<RequestInit, 'method' | 'body'> & { timeoutMs?: number } = {},
): Promise<Asked> {
  const sent = Date.now();
  let answer: Response;
  let text: string;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    answer = await fetch(url, { ...question, headers, redirect: 'manual', signal });
    text = await readText(answer);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
  return {
    status: answer.status,
    headers: answer.headers,
    json: parse(text),
    ahead: aheadOf(Date.parse(answer.headers.get('date') ?? ''), 1_000, {
      sent,
      received: Date.now(),
    }),
  };
}

/** What stands beyond it is not read: the server may be any, and its answer without an end. */
async function readText(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(parts).toString();
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `no answer came within ${timeout / 1_000} seconds`;
  }
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.message ?? cause?.code ?? String(error);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * By how much another clock is ahead of ours, in milliseconds; null where it does not tell its time. It
 * was read between sending and receiving, and says no more than its unit, which is a second for `Date`:
 * only what lies outside of this is a difference.
 */
export function aheadOf(
  stated: number,
  unit: number,
  { sent, received }: { sent: number; received: number },
): number | null {
  if (Number.isNaN(stated)) return null;
  if (stated > received) return stated - received;
  return Math.min(0, stated + unit - sent);
}

/** Days until the certificate that a server shows ends. @throws Error */
export function daysOfCertificate(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443), servername: hostname },
      () => {
        const end = Date.parse(socket.getPeerCertificate().valid_to);
        socket.destroy();
        resolve((end - Date.now()) / 86_400_000);
      },
    );
    socket.setTimeout(timeout, () => socket.destroy(new Error('no answer came')));
    socket.on('error', reject);
  });
}
