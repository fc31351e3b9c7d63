/** Of the head of an answer. */
export const maxHeadBytes = 64 * 1024;

/** Informational answers before the one that counts. */
export const maxInformation = 32;
