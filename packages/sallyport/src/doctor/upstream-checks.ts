import { connect } from 'node:net';
import type { Configuration } from '../config/schema.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Milliseconds that a connection may take. */
const timeout = 3_000;
/** So many are tried at a time: a configuration may have hundreds. */
const atOnce = 20;

/** Whether each service behind the gateway takes a connection. Nothing is sent to it. */
export async function checkUpstreams({ routes }: Configuration): Promise<Finding[]> {
  const about = 'Services behind the gateway';
  const urls = routes
    .flatMap(({ upstream }) => [upstream].flat())
    .map((each) => new URL(typeof each === 'string' ? each : each.url).origin);
  const origins = [...new Set(urls)];
  if (origins.length === 0) return [];
  const silent: Finding[] = [];
  for (let from = 0; from < origins.length; from += atOnce) {
    const tried = origins.slice(from, from + atOnce).map(async (origin) => {
      const reason = await reasonOfSilence(new URL(origin));
      if (reason === null) return;
      const advice = `Start it, or correct upstream in the routes. Until then callers of its routes get 502. If only the machine of the gateway reaches it, run this there.`;
      silent.push(warning(about, `${origin} takes no connection: ${reason}.`, advice));
    });
    await Promise.all(tried);
  }
  const { length } = origins;
  return silent.length > 0 ? silent : [ok(about, `${length} of ${length} take connections.`)];
}

/** Null when it takes a connection. */
function reasonOfSilence({ protocol, hostname, port }: URL): Promise<string | null> {
  const usual = protocol === 'https:' ? 443 : 80;
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || usual) };
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout });
    const done = (reason: string | null) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => done(null));
    socket.once('timeout', () => done(`no answer came within ${timeout / 1_000} seconds`));
    socket.on('error', (error) => done(causeOf(error).message));
  });
}

/** A name with several addresses fails with the errors of all of them. */
const causeOf = (error: Error): Error =>
  error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
