import {
  Client,
  credentials,
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';

export { status } from '@grpc/grpc-js';

/** A service of gRPC whose messages are bytes: how they are encoded is nothing to a gateway. */
export interface Shop {
  Get: handleUnaryCall<Buffer, Buffer>;
  Watch: handleServerStreamingCall<Buffer, Buffer>;
  Upload: handleClientStreamingCall<Buffer, Buffer>;
  Chat: handleBidiStreamingCall<Buffer, Buffer>;
}

const same = (bytes: Buffer): Buffer => bytes;

const method = (
  name: string,
  requestStream: boolean,
  responseStream: boolean,
): MethodDefinition<Buffer, Buffer> => ({
  path: `/shop.Orders/${name}`,
  requestStream,
  responseStream,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
});

const definition = {
  Get: method('Get', false, false),
  Watch: method('Watch', false, true),
  Upload: method('Upload', true, false),
  Chat: method('Chat', true, true),
};

/** @returns the server, and its origin */
export async function serveShop(shop: Shop): Promise<{ server: Server; origin: string }> {
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  server.addService(definition, { ...shop });
  const port = await new Promise<number>((resolve, reject) => {
    const insecure = ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', insecure, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, origin: `http://127.0.0.1:${port}` };
}

export const metadataOf = (fields: Record<string, string>): Metadata => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
  return metadata;
};

/** What a client gets to know of a call. */
export interface Called {
  code: number;
  details: string;
  messages: string[];
  headers: Metadata | null;
  trailers: Metadata;
}

interface Streamed {
  on(event: 'data', listener: (message: Buffer) => void): unknown;
  on(event: 'metadata', listener: (metadata: Metadata) => void): unknown;
  on(
    event: 'status',
    listener: (status: { code: number; details: string; metadata: Metadata }) => void,
  ): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** Waits until a call has ended. */
export function endOfCall(call: Streamed): Promise<Called> {
  const messages: string[] = [];
  let headers: Metadata | null = null;
  call.on('data', (message) => messages.push(message.toString()));
  call.on('metadata', (metadata) => {
    headers = metadata;
  });
  call.on('error', () => {});
  return new Promise((resolve) => {
    call.on('status', ({ code, details, metadata }) =>
      resolve({ code, details, messages, headers, trailers: metadata }),
    );
  });
}

/** The client of a gateway in front of that service. */
export class ShopClient {
  readonly #client: Client;

  constructor(port: number, ca?: string) {
    const secure =
      ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca));
    this.#client = new Client(`localhost:${port}`, secure, {
      'grpc.max_receive_message_length': -1,
      'grpc.enable_retries': 0,
    });
  }

  get(message: string | Buffer, metadata: Metadata, options = {}) {
    let answer: Buffer | undefined;
    const { path } = definition.Get;
    const bytes = Buffer.from(message);
    const call = this.#client.makeUnaryRequest(
      path,
      same,
      same,
      bytes,
      metadata,
      options,
      (_, value) => {
        answer = value;
      },
    );
    const ended = endOfCall(call as unknown as Streamed).then((called) => ({ ...called, answer }));
    return { call, ended };
  }

  watch(message: string, metadata: Metadata, options = {}) {
    const { path } = definition.Watch;
    return this.#client.makeServerStreamRequest(
      path,
      same,
      same,
      Buffer.from(message),
      metadata,
      options,
    );
  }

  upload(metadata: Metadata) {
    let answer: Buffer | undefined;
    const call = this.#client.makeClientStreamRequest(
      definition.Upload.path,
      same,
      same,
      metadata,
      {},
      (_, value) => {
        answer = value;
      },
    );
    const ended = endOfCall(call as unknown as Streamed).then((called) => ({ ...called, answer }));
    return { call, ended };
  }

  chat(metadata: Metadata) {
    return this.#client.makeBidiStreamRequest(definition.Chat.path, same, same, metadata);
  }

  close(): void {
    this.#client.close();
  }
}
