import type { CreationOptions, RequestOptions } from '../../../../testing/authenticator.ts';

interface Asked extends CreationOptions, RequestOptions {
  pubKeyCredParams?: { alg: number }[];
  allowCredentials?: unknown[];
  excludeCredentials?: unknown[];
}

/** What a page asks the browser for a passkey with. */
export function optionsOf({ text }: { text: string }): Asked {
  const found = /data-options="([^"]*)"/.exec(text)?.[1];
  if (found === undefined) throw new Error(`No passkey is asked for: ${text}`);
  return JSON.parse(found.replaceAll('&quot;', '"'));
}
