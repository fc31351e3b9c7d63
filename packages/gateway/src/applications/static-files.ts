import type { ReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sep } from 'node:path';
import send from '@fastify/send';
import type { Application } from '../configuration.ts';
import { prepareEarlyAnswer } from '../http/early-answer.ts';
import { copyFile, pieceOfFile } from './copy-file.ts';
import { pathInside } from './find.ts';
import { findFile, type StaticFile } from './find-file.ts';
import { findPrecompressed } from './precompressed.ts';
import { pageHeaders } from './security-headers.ts';

// RFC 9239, section 6; the library's table is older.
send.mime.define({ 'text/javascript': ['js', 'mjs'] }, true);

const defaultFallback = 'index.html';

interface FileRequest {
  /** As sent, the application's own path included. */
  path: string;
  issuerUrl: string;
}

/**
 * Serves an application's file for `GET` and `HEAD`: types, ranges and conditions by
 * `@fastify/send`, in a form that was compressed ahead where there is one. A navigation to a path
 * without a file gets the application's fallback page, which knows its own deep links.
 *
 * @returns false when there is no file, and nothing was answered.
 */
export async function serveStatic(
  request: IncomingMessage,
  response: ServerResponse,
  application: Application,
  { path, issuerUrl }: FileRequest,
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const inside = pathInside(path, application);
  if (inside === '') return redirectInside(request, response, application);
  const file = await find(request, application, inside);
  if (!file) return false;
  const compressed = await findPrecompressed(file, header(request, 'accept-encoding'));
  const sent = compressed ?? file;
  const result = await send(request, sent.path.split(sep).map(encodeURIComponent).join('/'), {
    root: sent.root,
    index: false,
    dotfiles: 'allow',
    cacheControl: false,
    contentType: false,
    highWaterMark: pieceOfFile(),
    acceptRanges: !hasWeakIfRange(request),
  });
  if (result.type !== 'file' && result.statusCode === 404) return false;
  const headers = ['Vary', 'Accept-Encoding', ...pageHeaders(application, issuerUrl)];
  if (result.type !== 'file') {
    refuse(request, response, result, headers);
    return true;
  }
  if (result.statusCode !== 304) {
    headers.push('Content-Type', mimeType(file.path));
    if (compressed) headers.push('Content-Encoding', compressed.coding);
  }
  for (const [name, value] of Object.entries(result.headers)) headers.push(name, String(value));
  if (prepareEarlyAnswer(request, response)) request.resume();
  response.writeHead(result.statusCode, headers);
  const length = Number(result.headers['Content-Length'] ?? 0);
  if (request.method === 'HEAD' || length === 0) {
    result.stream.destroy();
    response.end();
  } else {
    await copyFile(result.stream as ReadStream, response, length);
  }
  return true;
}

async function find(
  request: IncomingMessage,
  { static: folder, fallback = defaultFallback }: Application,
  inside: string,
): Promise<StaticFile | null> {
  if (!folder) return null;
  const file = await findFile(folder, inside);
  if (file) return file;
  const isOurs = inside.startsWith('/auth/');
  if (fallback === null || isOurs || !isNavigation(request)) return null;
  return findFile(folder, `/${fallback}`);
}

/** `/console` is another page than `/console/` to the relative links in it. */
function redirectInside(
  request: IncomingMessage,
  response: ServerResponse,
  { path, static: folder }: Application,
): boolean {
  if (!folder) return false;
  const [, query] = /(\?.*)$/.exec(request.url!) ?? ['', ''];
  if (prepareEarlyAnswer(request, response)) request.resume();
  response.writeHead(308, ['Location', path + query, 'Content-Length', '0']).end();
  return true;
}

/** Whether a browser opens a page, as opposed to a script or image that a page loads. */
function isNavigation(request: IncomingMessage): boolean {
  const mode = header(request, 'sec-fetch-mode');
  if (mode !== undefined) return mode === 'navigate';
  return /(?:^|[\s,])text\/html\b/i.test(header(request, 'accept') ?? '');
}

/** By the extension; what the table does not know is downloaded and never interpreted. */
function mimeType(path: string): string {
  const type = send.mime.getType(path) ?? 'application/octet-stream';
  return send.isUtf8MimeType(type) && type !== 'application/json' ? `${type}; charset=utf-8` : type;
}

/** Our tags are weak, and a range is given only where a strong one matches (RFC 9110, section 13.1.5). */
const hasWeakIfRange = (request: IncomingMessage): boolean =>
  header(request, 'if-range')?.includes('"') === true;

/** 412 and 416, without the library's page. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { statusCode, headers: given }: { statusCode: number; headers: Record<string, string> },
  headers: string[],
): void {
  const range = given['Content-Range'];
  if (range !== undefined) headers.push('Content-Range', range);
  headers.push('Content-Length', '0');
  if (prepareEarlyAnswer(request, response)) request.resume();
  response.writeHead(statusCode, headers).end();
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
