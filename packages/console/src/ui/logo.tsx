export const Logo = ({ size }: { size: number }) => (
  <svg
    className="logo"
    viewBox="0 0 32 32"
    width={size}
    height={size}
    fill="none"
    stroke="currentColor"
    strokeWidth="2.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d="M2.5 29h27" />
    <path d="M6 29V14a10 10 0 0 1 20 0v15" />
    <path d="M10.5 27.5V14.5a5.5 5.5 0 0 1 11 0v13z" fill="currentColor" stroke="none" />
    <circle className="logo-hole" cx="18.5" cy="19.5" r="1.4" stroke="none" />
  </svg>
);
