import { z } from 'zod';
import { label, text } from '../runtime/text.ts';

const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'Write a colour as #17605a: # and six hexadecimal digits.')
  .transform((written) => written.toLowerCase());

const url = text(2000).refine((given) => URL.canParse(given) && /^https?:/i.test(given), {
  error: 'Give an address like https://shop.example/terms.',
});

/** The command line reads the file and puts a `data:` URL in the place of its path. */
const file = z.string().min(1);

/** What a client can have of its own too. Each is left as it is where it is left out. */
const fields = {
  name: label.optional().meta({
    description: 'Whose pages these are; it stands beside the logo, or says what the logo shows.',
    examples: ['Walnut & Lantern'],
  }),
  logo: file.optional().meta({
    description:
      'An SVG or PNG file of at most 64 kB, shown 40 pixels high, relative to the configuration.',
    examples: ['branding/logo.svg'],
  }),
  logo_dark: file.optional().meta({
    description: 'The same for people whose screen is dark. Without it, `logo`.',
    examples: ['branding/logo-dark.svg'],
  }),
  favicon: file.optional().meta({
    description: 'An SVG or PNG file of at most 32 kB for the tab of the browser.',
    examples: ['branding/favicon.svg'],
  }),
  css: file.optional().meta({
    description: 'A style sheet of at most 64 kB that is loaded after ours.',
    examples: ['branding/own.css'],
  }),
  colors: z
    .strictObject({
      accent: colour.optional().meta({
        description:
          'Of buttons and links. It must be readable on the page: a contrast of 4.5 (WCAG AA).',
        examples: ['#9a3412'],
      }),
      accent_dark: colour.optional().meta({
        description: 'The same on a dark screen. Without it, a lighter shade of `accent`.',
        examples: ['#fdba74'],
      }),
      background: colour.optional().meta({
        description: 'Behind the card. The line at the foot must be readable on it.',
        examples: ['#faf5ef'],
      }),
      background_dark: colour.optional().meta({
        description: 'The same on a dark screen.',
        examples: ['#16120d'],
      }),
    })
    .prefault({})
    .meta({ description: 'The colours of the pages.' }),
  terms_url: url.optional().meta({
    description: 'The terms of use, linked at the foot of each page.',
    examples: ['https://shop.example/terms'],
  }),
  privacy_url: url.optional().meta({
    description: 'What becomes of personal data, linked at the foot of each page.',
    examples: ['https://shop.example/privacy'],
  }),
  imprint_url: url.optional().meta({
    description: 'Who answers for these pages, linked at the foot of each page.',
    examples: ['https://shop.example/imprint'],
  }),
  support_url: z
    .union([url, z.string().regex(/^mailto:[^\s@]+@[^\s@]+$/, 'Give https://… or mailto:…')])
    .optional()
    .meta({
      description: 'Where people find help: a page, or an address as mailto:help@shop.example.',
      examples: ['mailto:help@shop.example'],
    }),
};

/** `branding` of the configuration, and of one client. */
export const brandingSection = z.strictObject(fields);

export type DeclaredBranding = z.output<typeof brandingSection>;
