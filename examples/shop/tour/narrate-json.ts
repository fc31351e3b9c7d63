import { clip, shortenTokens } from './shorten.ts';
import { isKept, type Narrator } from './tour.ts';

const maxBodyLength = 2_000;

/** Tells the tour to programs: a line of JSON a step. Tokens are shortened here too. */
export function jsonNarrator(print: (line: string) => void): Narrator {
  return {
    chapter() {},
    pause() {},
    step(played) {
      const { exchanges, checks, milliseconds, ...rest } = played;
      print(
        JSON.stringify({
          type: 'step',
          ...rest,
          kept: isKept(played),
          milliseconds: Math.round(milliseconds),
          checks: checks.map(({ says, missing }) => ({
            says: shortenTokens(says),
            missing: missing === null ? null : shortenTokens(missing),
          })),
          exchanges: exchanges.map(
            ({ url, location, credential, headers, sent, body, ...exchange }) => ({
              ...exchange,
              url: shortenTokens(url),
              location: location && shortenTokens(location),
              credential: credential && shortenTokens(credential),
              headers: headers.map(shortenTokens),
              sent: sent && clip(shortenTokens(sent), maxBodyLength),
              body: clip(shortenTokens(body), maxBodyLength),
            }),
          ),
        }),
      );
    },
  };
}
