import type { QueryableSchema } from '@dataforge/api-client';
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Fault } from '../../api/problem.ts';
import { language } from './editor-language.ts';
import { rangeAt } from './editor-place.ts';
import { editorTheme } from './editor-theme.ts';

export interface SqlEditorProps {
  readonly label: string;
  readonly sql: string;
  /** Without it the statement can be read and copied only. */
  readonly onEdit?: (sql: string) => void;
  readonly onRun: () => void;
  /** Escape was pressed: Tab indents here, so there has to be another way out. */
  readonly onLeave: () => void;
  /** What a statement may name. */
  readonly schema: QueryableSchema;
  /** What is wrong with the statement, and where. */
  readonly fault?: Fault | undefined;
}

/** A statement with its colours, and the tables, columns and functions that it may name. */
export default function SqlEditor({ label, sql, onEdit, onRun, onLeave, schema, fault }: SqlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const writable = onEdit !== undefined;
  const edit = useEffectEvent((text: string) => onEdit?.(text));
  const run = useEffectEvent(onRun);
  const leave = useEffectEvent(onLeave);
  const first = useEffectEvent(() => sql);
  useEffect(() => {
    const view = new EditorView({
      parent: place.current as HTMLElement,
      state: EditorState.create({
        doc: first(),
        extensions: [
          keys({ run: () => run(), leave: () => leave() }),
          parts,
          access.of([]),
          words.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) edit(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, []);
  useEffect(() => {
    editor.current?.dispatch({ effects: words.reconfigure(language(schema)) });
  }, [schema]);
  useEffect(() => {
    const attributes = EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-readonly': String(!writable),
    });
    editor.current?.dispatch({
      effects: access.reconfigure([attributes, EditorState.readOnly.of(!writable)]),
    });
  }, [label, writable]);
  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === sql) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: sql } });
  }, [sql]);
  useEffect(() => {
    const view = editor.current;
    if (view) view.dispatch(setDiagnostics(view.state, diagnosticsOf(view, fault)));
  }, [fault, sql]);
  return <div ref={place} />;
}

const access = new Compartment();
const words = new Compartment();

const parts: Extension = [
  lineNumbers(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  history(),
  drawSelection(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  EditorView.lineWrapping,
  placeholder('SELECT … FROM gold.…'),
  editorTheme,
];

/** Escape first closes the list of completions, if that is open. */
const keys = ({ run, leave }: { readonly run: () => void; readonly leave: () => void }): Extension =>
  keymap.of([
    { key: 'Mod-Enter', run: () => (run(), true) },
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...historyKeymap,
    ...lintKeymap,
    { key: 'Escape', run: () => (leave(), true) },
    ...defaultKeymap,
    indentWithTab,
  ]);

function diagnosticsOf({ state }: EditorView, fault: Fault | undefined) {
  if (fault?.line === undefined) return [];
  const { line, column, detail } = fault;
  return [{ ...rangeAt(state.doc, { line, column }), severity: 'error' as const, message: detail }];
}
