import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const commit = '0123456789abcdef0123456789abcdef01234567';

export interface FakeRepository {
  files: Record<string, Buffer>;
  /** Files without a checksum of git's: those that the Hub keeps as large files. */
  large?: string[];
  license?: string;
  architecture?: string;
  /** Who may have its files. */
  gated?: boolean;
  /** Whose tokens may. */
  grants?: string[];
}

/** What one request gets instead of what it asked for. */
export type Mishap =
  | { status: number; headers?: Record<string, string> }
  /** The connection breaks after so many bytes of the body. */
  | { cutAfter: number }
  /** Nothing comes any more after so many bytes of the body, or before the headers for -1. */
  | { stallAfter: number }
  /** The body ends properly, but too early. */
  | { endAfter: number }
  /** All of it, with status 200, whatever range was asked for. */
  | { ignoreRange: true }
  /** A part, but another than was asked for. */
  | { wrongRange: true }
  /** One bit is flipped. */
  | { corrupt: true }
  /** So many bytes more than were listed. */
  | { more: number }
  | { redirect: string }
  /** This listing. */
  | { body: string };

export interface SeenRequest {
  /** `hub` or `cdn` */
  server: string;
  path: string;
  range?: string;
  authorization?: string;
}

/**
 * A server that speaks the Hub's API as far as downloads need it, and a second one where large files are, as the Hub has. Both are
 * on loopback.
 */
export class FakeHub {
  readonly repositories = new Map<string, FakeRepository>();
  readonly requests: SeenRequest[] = [];
  /** Says `request` for each. */
  readonly changes = new EventEmitter();
  /** Old ids, and what they are called now. */
  readonly renamed = new Map<string, string>();
  /** Tokens that are known. */
  readonly tokens = new Set<string>();
  /** For each file or API path, what its next requests get; then it works. */
  readonly mishaps = new Map<string, Mishap[]>();
  /** Milliseconds between pieces of 16 KiB of a body: slow enough to be caught at it. */
  pace = 0;

  readonly endpoint: string;

  private constructor(
    private readonly hub: Server,
    private readonly cdn: Server,
  ) {
    this.endpoint = address(hub);
    hub.on('request', (request, response) => void this.serve('hub', request, response));
    cdn.on('request', (request, response) => void this.serve('cdn', request, response));
  }

  static async start(): Promise<FakeHub> {
    const servers = [createServer(), createServer()];
    for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
    return new FakeHub(servers[0], servers[1]);
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.cdn]) {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, 'close');
    }
  }

  /** Requests for a file or an API path. */
  seen(name: string): SeenRequest[] {
    return this.requests.filter(({ path }) => path.endsWith(`/${name}`));
  }

  private async serve(server: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const { range, authorization } = request.headers;
    this.requests.push({ server, path: pathname, range, authorization });
    this.changes.emit('request');
    // What comes from the second server is mishandled there, and found by the name of the file.
    const api = /^\/api\/models\/(.+)$/.exec(pathname);
    if (server === 'hub' && api) return this.listing(api[1], request, response);
    const [, id, file] = /^\/(.+)\/resolve\/[0-9a-f]{40}\/(.+)$/.exec(pathname) ?? [];
    const content = this.repositories.get(id)?.files[file];
    if (server === 'hub' && this.refuse(id, request, response)) return;
    if (!content) return refuse(response, 404, 'EntryNotFound');
    if (server === 'hub' && this.repositories.get(id)?.large?.includes(file)) {
      response.writeHead(302, { location: `${address(this.cdn)}${pathname}` }).end();
      return;
    }
    await this.send(content, this.mishaps.get(file)?.shift(), request, response);
  }

  private listing(name: string, request: IncomingMessage, response: ServerResponse): void {
    const mishap = this.mishaps.get('api')?.shift();
    if (mishap && 'status' in mishap) return void response.writeHead(mishap.status, mishap.headers).end();
    if (mishap && 'redirect' in mishap) return void response.writeHead(302, { location: mishap.redirect }).end();
    if (mishap && 'body' in mishap) return void response.end(mishap.body);
    const now = this.renamed.get(name);
    if (now) return void response.writeHead(307, { location: `/api/models/${now}?blobs=true` }).end();
    const repository = this.repositories.get(name);
    if (!repository || this.badToken(request)) {
      this.refuse(name, request, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(listingOf(name, repository)));
  }

  /** Answers what may not be had as the Hub does, where that is so. */
  private refuse(id: string, request: IncomingMessage, response: ServerResponse): boolean {
    const token = tokenOf(request);
    const repository = this.repositories.get(id);
    if (this.badToken(request)) {
      const headers = { 'x-error-message': 'Invalid credentials in Authorization header' };
      response.writeHead(401, headers).end();
    } else if (!repository) refuse(response, token ? 404 : 401, 'RepoNotFound');
    else if (repository.gated && !repository.grants?.includes(token ?? ''))
      refuse(response, token ? 403 : 401, 'GatedRepo');
    else return false;
    return true;
  }

  private badToken(request: IncomingMessage): boolean {
    const token = tokenOf(request);
    return token !== undefined && !this.tokens.has(token);
  }

  private async send(content: Buffer, mishap: Mishap | undefined, request: IncomingMessage, response: ServerResponse) {
    const is = (key: string) => mishap !== undefined && key in mishap;
    if (mishap && 'status' in mishap) return void response.writeHead(mishap.status, mishap.headers).end();
    if (mishap && 'redirect' in mishap) return void response.writeHead(302, { location: mishap.redirect }).end();
    if (mishap && 'stallAfter' in mishap && mishap.stallAfter < 0) return;
    const [, asked] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    let start = asked === undefined || is('ignoreRange') ? 0 : Number(asked);
    if (is('wrongRange')) start++;
    if (start >= content.length && asked !== undefined && !is('ignoreRange')) {
      return void response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    }
    const partial = asked !== undefined && !is('ignoreRange');
    let body = content.subarray(start);
    if (is('corrupt')) {
      body = Buffer.from(body);
      body[body.length >> 1] ^= 1;
    }
    if (mishap && 'more' in mishap) body = Buffer.concat([body, Buffer.alloc(mishap.more)]);
    if (mishap && 'endAfter' in mishap) body = body.subarray(0, mishap.endAfter);
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    response.writeHead(partial ? 206 : 200, {
      'accept-ranges': 'bytes',
      // Without a length the body is chunked, and only its end says how long it is.
      ...(!(mishap && ('more' in mishap || 'endAfter' in mishap)) && { 'content-length': body.length }),
      ...(partial && { 'content-range': range }),
    });
    await this.write(body, mishap, response);
  }

  private async write(body: Buffer, mishap: Mishap | undefined, response: ServerResponse): Promise<void> {
    const end = mishap && 'cutAfter' in mishap ? mishap.cutAfter : undefined;
    const still = mishap && 'stallAfter' in mishap ? mishap.stallAfter : undefined;
    const last = Math.min(end ?? still ?? body.length, body.length);
    const piece = 1 << 14;
    for (let at = 0; at < last && !response.destroyed; at += piece) {
      // Called back when it is on its way, and when nobody is there any more.
      await new Promise((sent) => response.write(body.subarray(at, Math.min(at + piece, last)), sent));
      if (this.pace > 0) await new Promise((resolve) => setTimeout(resolve, this.pace));
    }
    if (still !== undefined) return;
    if (end === undefined) response.end();
    // A client that is told of the break forgets what it has not read yet: it gets time to.
    else setTimeout(() => response.destroy(), 100);
  }
}

/** What `GET /api/models/ID?blobs=true` gives, as far as anybody here reads it. */
function listingOf(id: string, { files, large = [], license, architecture, gated }: FakeRepository) {
  return {
    _id: '6543210',
    id,
    sha: commit,
    private: false,
    gated: gated ? 'manual' : false,
    tags: ['onnx'],
    cardData: { license },
    config: { architectures: [architecture] },
    siblings: Object.entries(files).map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      blobId: hash('sha1', Buffer.concat([Buffer.from(`blob ${content.length}\0`), content])),
      ...(large.includes(rfilename) && {
        lfs: { sha256: hash('sha256', content), size: content.length, pointerSize: 134 },
      }),
    })),
  };
}

/** A model with two variants; the weights of the first lie in a file of their own. */
export function fakeModel(changes: Partial<FakeRepository> = {}): FakeRepository {
  return {
    license: 'apache-2.0',
    architecture: 'LlamaForCausalLM',
    large: ['onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model_q4.onnx', 'tokenizer.json', 'model.safetensors'],
    files: {
      '.gitattributes': Buffer.from('*.onnx filter=lfs\n'),
      'README.md': Buffer.from('# Small\n'),
      'config.json': Buffer.from('{"architectures":["LlamaForCausalLM"]}\n'),
      'generation_config.json': Buffer.from('{}\n'),
      'tokenizer.json': randomBytes(50_000),
      'tokenizer_config.json': Buffer.from('{"model_max_length":512}\n'),
      'model.safetensors': randomBytes(1000),
      'onnx/model.onnx': randomBytes(20_000),
      'onnx/model.onnx_data': randomBytes(300_000),
      'onnx/model_q4.onnx': randomBytes(200_000),
    },
    ...changes,
  };
}

function hash(algorithm: string, content: Buffer): string {
  return createHash(algorithm).update(content).digest('hex');
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'x-error-code': code, 'x-error-message': 'No.' }).end();
}

function tokenOf(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}

function address(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
