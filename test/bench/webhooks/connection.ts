// A kept-alive HTTP connection that does no more than it must: the generator shares the machine with what it measures.
import net from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const END_OF_CHUNKS = Buffer.from('0\r\n\r\n');

/** Sends one request at a time. */
export class Connection {
  private socket: net.Socket | null = null;
  private answered: ((status: number | null) => void) | null = null;
  private held: Buffer = Buffer.alloc(0);
  private readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  /** @param done told the status; null where the connection broke before the answer. */
  send(parts: readonly (string | Buffer)[], done: (status: number | null) => void): void {
    this.answered = done;
    const socket = (this.socket ??= this.open());
    socket.cork();
    for (const part of parts) socket.write(part);
    socket.uncork();
  }

  end(): void {
    this.socket?.destroy();
  }

  private open(): net.Socket {
    const socket = net.connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    const broken = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.held = Buffer.alloc(0);
      this.tell(null);
    };
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', broken);
    socket.on('close', broken);
    return socket;
  }

  private tell(status: number | null): void {
    const { answered } = this;
    this.answered = null;
    answered?.(status);
  }

  private take(chunk: Buffer): void {
    const all = this.held.byteLength > 0 ? Buffer.concat([this.held, chunk]) : chunk;
    const head = all.indexOf(END_OF_HEAD);
    const headers = head < 0 ? '' : all.toString('latin1', 0, head).toLowerCase();
    const length = /content-length: (\d+)/.exec(headers);
    const whole = head >= 0 && (length ? all.byteLength >= head + 4 + Number(length[1]) : !headers.includes('transfer-encoding') || all.subarray(head + 4).includes(END_OF_CHUNKS));
    this.held = whole ? Buffer.alloc(0) : all;
    if (whole) this.tell(Number(all.toString('latin1', 9, 12)));
  }
}
