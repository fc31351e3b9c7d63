import { createReadStream } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Application } from '../configuration.ts';
import { readRequestPath } from '../routes/request-path.ts';
import { mimeType } from './mime.ts';

/**
 * What a page of an application may do by default: load from its own origin and nowhere else, call
 * its own origin and the issuer (the page behind an action link does), be framed by nobody, and tell
 * nobody where it was.
 */
const securityHeaders = (issuerUrl: string): string[] => [
  'Content-Security-Policy',
  "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; " +
    "form-action 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; " +
    `connect-src 'self' ${new URL(issuerUrl).origin}`,
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'no-referrer',
  'Cross-Origin-Opener-Policy',
  'same-origin',
];

/**
 * Serves an application's file for `GET` and `HEAD`. False when there is none, and nothing was
 * answered. Files and folders whose name begins with a dot do not exist.
 */
export async function serveStatic(
  request: IncomingMessage,
  response: ServerResponse,
  application: Application,
  { path, issuerUrl }: { path: string; issuerUrl: string },
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const file = await find(application, path);
  if (!file) return false;
  const { handle, name } = file;
  try {
    const { size, mtime } = await handle.stat();
    const etag = `W/"${size.toString(36)}-${mtime.getTime().toString(36)}"`;
    const headers = [
      'ETag',
      etag,
      'Last-Modified',
      mtime.toUTCString(),
      'Cache-Control',
      'no-cache',
      ...securityHeaders(issuerUrl),
    ];
    if (isUnchanged(request, etag, mtime)) {
      response.writeHead(304, headers).end();
      return true;
    }
    headers.push('Content-Type', mimeType(name), 'Content-Length', String(size));
    response.writeHead(200, headers);
    if (request.method === 'HEAD' || size === 0) response.end();
    else await send(handle, name, size, response);
    return true;
  } finally {
    await handle.close();
  }
}

/** A caller who leaves in the middle is no failure of ours. */
async function send(
  handle: FileHandle,
  name: string,
  size: number,
  response: ServerResponse,
): Promise<void> {
  // The length was promised: what is appended meanwhile stays out.
  const stream = createReadStream(name, { fd: handle, autoClose: false, end: size - 1 });
  await pipeline(stream, response).catch(() => response.destroy());
}

async function find(
  { path: base, static: folder }: Application,
  path: string,
): Promise<{ handle: FileHandle; name: string } | null> {
  if (!folder) return null;
  const read = readRequestPath(path.slice(base.length - 1));
  if (!read.ok || read.segments.some(isHidden)) return null;
  const root = await realpath(folder).catch(() => null);
  if (!root) return null;
  const plain = join(root, ...read.segments);
  const candidates = path.endsWith('/') ? [join(plain, 'index.html')] : [plain];
  for (const candidate of candidates) {
    // Symbolic links are followed, but not out of the folder.
    const name = await realpath(candidate).catch(() => null);
    if (!name?.startsWith(root + sep)) continue;
    const handle = await open(name, 'r').catch(() => null);
    if (!handle) continue;
    if ((await handle.stat()).isFile()) return { handle, name };
    await handle.close();
  }
  return null;
}

const isHidden = (segment: string): boolean => segment.startsWith('.') || segment.includes(sep);

/** RFC 9110, section 13.2.2: `If-Modified-Since` counts only without `If-None-Match`. */
function isUnchanged(request: IncomingMessage, etag: string, mtime: Date): boolean {
  const none = request.headers['if-none-match'];
  if (none !== undefined) {
    return none === '*' || none.split(',').some((tag) => weak(tag.trim()) === weak(etag));
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return Math.floor(mtime.getTime() / 1000) * 1000 <= since;
}

const weak = (tag: string): string => tag.replace(/^W\//, '');
