/** A configuration cannot be applied; the message is fit for the operator as it is. */
export class ApplyError extends Error {
  override readonly name: string = 'ApplyError';
}
