import { globSync } from 'node:fs';
import { satteri } from '@astrojs/markdown-satteri';
import starlight from '@astrojs/starlight';
import { defineConfig, passthroughImageService } from 'astro/config';
import { linksBetweenFiles } from './src/links-between-files.ts';
import { namedCodeBlocks } from './src/named-code-blocks.ts';
import { emptyHeaders, scrollableTables } from './src/tables.ts';
import { titleFromHeading } from './src/title-from-heading.ts';

/** All pages of a folder, by `sidebar.order` and then by name; nothing while it has none. */
function chapter(label: string, directory: string) {
  const pages = globSync(`${directory}/*.{md,mdx}`, { cwd: import.meta.dirname });
  return pages.length > 0 ? [{ label, items: [{ autogenerate: { directory } }] }] : [];
}

export default defineConfig({
  // Pictures are SVG, and served as they are.
  image: { service: passthroughImageService() },
  markdown: {
    processor: satteri({
      mdastPlugins: [titleFromHeading, linksBetweenFiles],
      hastPlugins: [scrollableTables, emptyHeaders],
    }),
  },
  devToolbar: { enabled: false },
  integrations: [
    starlight({
      title: 'Sallyport',
      description: 'An authorization server and an API gateway for microservices, as one system.',
      logo: {
        light: './src/assets/wordmark-light.svg',
        dark: './src/assets/wordmark-dark.svg',
        alt: '',
        replacesTitle: true,
      },
      favicon: '/icon.svg',
      customCss: ['./src/styles/site.css'],
      components: { MarkdownContent: './src/components/PageContent.astro' },
      routeMiddleware: './src/sidebar-labels.ts',
      lastUpdated: false,
      credits: false,
      expressiveCode: {
        plugins: [namedCodeBlocks],
        defaultProps: {
          overridesByLang: {
            // What a break puts into the next line is set in, as one word may stand in two.
            sh: { frame: 'none', wrap: true, hangingIndent: 2 },
            // One long line each: nothing in them is lost by a break. YAML and programs keep theirs.
            'http,json,promql,sql': { wrap: true },
          },
        },
        styleOverrides: { borderRadius: '0.4rem' },
      },
      sidebar: [
        ...chapter('Understand', 'pages/understand'),
        ...chapter('Start', 'pages/start'),
        ...chapter('Do', 'pages/do'),
        ...chapter('Look up', 'pages/look-up'),
        {
          label: 'Contribute',
          collapsed: true,
          items: [...chapter('How to', 'howto'), ...chapter('Decisions', 'adr')],
        },
      ],
    }),
  ],
});
