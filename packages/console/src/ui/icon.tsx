/** Drawn on 20 × 20, one stroke wide. */
const paths = {
  home: 'M3 9.5 10 3.5l7 6M5 8v8.5h10V8M8.5 16.5v-4h3v4',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.5c0-2.8 2.2-4.5 5.5-4.5s5.5 1.7 5.5 4.5M13 3.8a3 3 0 0 1 0 5.4M15.2 12.4c1.7.7 2.8 2.1 2.8 4.1',
  group: 'M10 3.5v4M10 7.5H4.5V12M10 7.5h5.5V12M2.5 12h4v4h-4zM13.5 12h4v4h-4zM8 3.5h4',
  organization: 'M4 17V3.5h8V17M12 8h4v9M2.5 17h15M6.5 6.5h3M6.5 9.5h3M6.5 12.5h3',
  role: 'M10 2.5 16.5 5v4.5c0 4-2.8 6.6-6.5 8-3.7-1.4-6.5-4-6.5-8V5zM7.2 10l2 2 3.6-4',
  application: 'M3 4h14v12H3zM3 7.5h14M5.5 5.8h.01M7.5 5.8h.01',
  audit: 'M5 2.5h10v15H5zM7.5 6h5M7.5 9h5M7.5 12h3',
  mail: 'M2.5 5h15v10h-15zM2.5 5.5l7.5 6 7.5-6',
  link: 'M8.5 11.5l3-3M7 9 4.8 11.2a2.8 2.8 0 0 0 4 4L11 13M9 7l2.2-2.2a2.8 2.8 0 0 1 4 4L13 11',
  session: 'M3 4h14v9H3zM7 16.5h6M10 13v3.5',
  gateway: 'M3 16.5h14M5 16.5V9a5 5 0 0 1 10 0v7.5M8 16.5V10a2 2 0 0 1 4 0v6.5',
  why: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM7.8 7.8c.2-1.3 1-2 2.2-2s2.2.8 2.2 2c0 1.7-2.2 1.8-2.2 3.5M10 14h.01',
  whatIf: 'M8 3v5L3.5 15.5A1.2 1.2 0 0 0 4.6 17h10.8a1.2 1.2 0 0 0 1.1-1.5L12 8V3M6.5 3h7M6 12.5h8',
  key: 'M7 13.5a4 4 0 1 1 0-8 4 4 0 0 1 0 8ZM10.9 9.5H17.5V12.5M14.5 9.5v2',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12ZM13.5 13.5 17 17',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  close: 'M5 5l10 10M15 5 5 15',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  check: 'M4 10.5l4 4 8-9',
  chevron: 'M7.5 4.5 13 10l-5.5 5.5',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  plus: 'M10 4v12M4 10h12',
  account: 'M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 17c.5-3 3-4.5 6.5-4.5s6 1.5 6.5 4.5',
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg
    className={`icon icon-${name}`}
    viewBox="0 0 20 20"
    width={size}
    height={size}
    fill="none"
    stroke="currentColor"
    strokeWidth={name === 'more' ? 2.4 : 1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
);
