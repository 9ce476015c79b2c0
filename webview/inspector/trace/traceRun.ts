import type { TraceProgress } from '../../../src/protocol/generation';
import type {
  FinishedTrace,
  InspectorHostApi,
  InspectorTraceParams,
  InspectorViewApi,
} from '../../../src/protocol/inspectorApi';
import type { Connection } from '../../../src/protocol/rpc';
import type { GeneratedToken } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';
import { Latest } from '../../ui/latest';

/** One trace: what streams in while it runs, and what is known at its end. */
export class TraceRun {
  /** While it runs; null before and after. */
  stream: { reasoning: GeneratedToken[]; answer: GeneratedToken[] } | null = null;
  /** The last finished one, with what it was asked; it stays while another runs. */
  finished: FinishedTrace | null = null;
  problem: string | null = null;
  private readonly latest = new Latest();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  get running(): boolean {
    return this.stream !== null;
  }

  start(params: InspectorTraceParams, question: string): void {
    const stream = { reasoning: [] as GeneratedToken[], answer: [] as GeneratedToken[] };
    this.stream = stream;
    this.problem = null;
    this.changed();
    const onProgress = ({ part, token }: TraceProgress) => {
      stream[part].push(token);
      if (this.stream === stream) this.changed();
    };
    void this.latest.run(
      (signal) => this.host.request('trace', params, { signal, onProgress }),
      (trace) => {
        this.stream = null;
        this.finished = { trace, params, question };
        this.changed();
      },
      (error) => {
        this.stream = null;
        this.problem = errorText(error);
        this.changed();
      },
    );
  }

  cancel(): void {
    this.latest.cancel();
    this.stream = null;
    this.changed();
  }
}
