/** A program of the documentation for one framework. */
export interface Program {
  name: string;
  /** By name, their text as the documentation has it. */
  files: Readonly<Record<string, string>>;
  /** That it needs, separated by spaces. */
  packages: string;
  /** The command; empty where it is one itself. */
  run: string;
}

/** What the programs are filled with, of the client that was made. */
export interface Values {
  issuer: string;
  id: string;
  name: string;
  /** Where people reach what is behind the gateway. */
  origin: string;
  redirect: string | undefined;
  apis: readonly string[];
}

/**
 * A program of the documentation with the reader's own values in the place of those that it has there. What asks for
 * an API is left out where none was chosen.
 */
export function filled(text: string, { issuer, id, name, origin, redirect, apis }: Values): string {
  const [api] = apis;
  const isPlain = issuer.startsWith('http:');
  const lines = text.trimEnd().split('\n');
  return lines
    .filter((line) => api !== undefined || !/^ *(?:-d )?resource[:=]/.test(line))
    .join('\n')
    .replaceAll(
      /\[https:\/\/api\.example\]/g,
      `[${(apis.length ? apis : ['https://api.example']).join(', ')}]`,
    )
    .replaceAll(
      /https:\/\/(?:orders|api)\.example|https:\/\/shop\.example\/mcp/g,
      (all) => api ?? all,
    )
    .replaceAll(/https:\/\/id\.example|http:\/\/localhost:9000/g, issuer)
    .replaceAll(/my-application|shop-cli/g, id)
    .replaceAll('name: My application', `name: ${JSON.stringify(name)}`)
    .replaceAll(/http:\/\/(?:localhost:4000|127\.0\.0\.1)\/callback/g, (all) =>
      redirect?.startsWith('http') ? redirect : all,
    )
    .replaceAll('https://shop.example', origin)
    .replaceAll('host: shop.example', `host: "${origin.replace(/^https?:\/\//, '')}"`)
    .replace(
      /(client\.discovery\([^;]*)\);/,
      isPlain ? '$1, { execute: [client.allowInsecureRequests] });' : '$&',
    );
}

/** What a library needs in any language, as environment variables. */
export const settingsOf = ({ issuer, id, redirect, apis }: Values, hasSecret: boolean): string =>
  [
    `OIDC_ISSUER=${issuer}`,
    `OIDC_CLIENT_ID=${id}`,
    ...(hasSecret ? ['OIDC_CLIENT_SECRET=…'] : []),
    ...(redirect ? [`OIDC_REDIRECT_URI=${redirect}`] : []),
    'OIDC_SCOPE="openid profile email"',
    ...(apis[0] ? [`OIDC_RESOURCE=${apis[0]}`] : []),
  ].join('\n');
