/** What an API's `jwt_type` is. */
export type JwtType = 'at+jwt' | 'JWT';

/** An API for each type, and one whose tokens are for neither. */
export const apis = {
  'at+jwt': 'https://orders.example',
  JWT: 'https://billing.example',
  other: 'https://reports.example',
} as const;
