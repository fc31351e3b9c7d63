/** `/*`, which names none of the paths that it takes. */
export const isPathForEverything = (path: string): boolean => path === '/*' || path === '/*/';
