import { EditorView } from '@codemirror/view';

const FOCUS = 'inset 0 0 0 2px var(--accent)';

/** The editor in the page's tokens: they change with the theme by themselves. */
export const editorTheme = EditorView.theme({
  '&': { backgroundColor: 'var(--surface-2)', color: 'var(--text)', fontSize: '12px', maxHeight: '40vh' },
  '&.cm-focused': { outline: 'none', boxShadow: FOCUS },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '19px', minHeight: '128px' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--text)' },
  '.cm-content:focus-visible': { boxShadow: 'none' },
  '.cm-line': { padding: '0 12px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '36px', padding: '0 4px 0 12px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--surface-3) 60%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 25%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', color: 'inherit' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '.cm-tooltip': {
    border: 'none',
    borderRadius: 'var(--r-md)',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    boxShadow: 'var(--e-2)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--sans)',
    fontSize: '12px',
    padding: '4px',
    maxHeight: '240px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    justifyContent: 'space-between',
    gap: '24px',
    padding: '3px 8px',
    borderRadius: 'var(--r-sm)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--accent-text)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { fontStyle: 'normal', fontSize: '11px', color: 'var(--text-3)' },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--sans)', fontSize: '12px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--crit-fill)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--crit)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintPoint-error::after': { borderBottomColor: 'var(--crit)' },
});
