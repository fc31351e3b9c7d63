const form = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes it for a `uuid`; other texts are an error there. */
export const isUuid = (text: string): boolean => form.test(text);
