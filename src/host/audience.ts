import { type Disposable, DisposableStore } from '../protocol/disposable';
import type { EditorDecorations } from './decorations/editorDecorations';
import type { Inspection } from './inspection/inspection';
import type { SelectionFollower } from './inspection/selectionFollower';
import type { TraceRun } from './inspection/traceRun';
import type { InspectorView } from './inspectorView';

export interface AudienceParts {
  inspection: Inspection;
  follower: SelectionFollower;
  trace: TraceRun;
  inspector: InspectorView;
  decorations: EditorDecorations;
}

/** Follows the selection as soon as somebody looks, and lets go of what nobody looks at any more. */
export function attendAudience({ inspection, follower, trace, inspector, decorations }: AudienceParts): Disposable {
  const store = new DisposableStore();
  const attend = () => {
    follower.follow();
    // Its legend is out of sight.
    if (!inspector.visible) inspection.tint.set(null);
    if (inspector.panel) return;
    trace.abort();
    if (!decorations.switchedOn) inspection.close();
  };
  store.add(inspector.onDidChangeVisibility(attend));
  store.add(decorations.onDidSwitch(attend));
  return store;
}
