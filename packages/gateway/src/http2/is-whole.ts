import { constants, type ServerHttp2Stream } from 'node:http2';

/**
 * Whether an answer went out whole. A stream is closed when the last frame has left, which may be before
 * Node's stream says that it has finished.
 */
export const isWhole = ({ closed, headersSent, aborted, rstCode }: ServerHttp2Stream): boolean =>
  closed && headersSent && !aborted && rstCode === constants.NGHTTP2_NO_ERROR;
