import type { Plugin } from 'vite';

/** What react-aria says to screen readers is there in 34 languages; the console has these. */
const kept = /(?:en-US|de-DE)\.m?js$/;

export const ownLanguages = (): Plugin => ({
  name: 'own languages',
  load: {
    filter: {
      id: /node_modules\/react-(?:aria|stately|aria-components)\/.*\/[a-z]{2}-[A-Z]{2}\.m?js$/,
    },
    handler: (id) => (kept.test(id) ? null : 'export default {};'),
  },
});
