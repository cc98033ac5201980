import { Editor } from '@tiptap/core'
import { StarterKit } from '@tiptap/starter-kit'
import type { TextNode } from './messages.ts'

export type { Editor }

interface Opening {
  text: TextNode
  attributes: () => Record<string, string>
  changed(text: TextNode): void
  /** The selection moved: the buttons may say something else. */
  moved(): void
}

/** Opens an editor in an element, for the nodes and marks that the server keeps and no other. @public */
export function openEditor(
  element: HTMLElement,
  { text, attributes, changed, moved }: Opening
): Editor {
  const kit = StarterKit.configure({
    ...{ heading: false, code: false, codeBlock: false, horizontalRule: false, strike: false },
    link: { openOnClick: false, protocols: ['http', 'https', 'mailto'] },
  })
  return new Editor({
    // the page's policy allows no style but its own: TextEditor brings the few rules
    ...{ element, content: text, extensions: [kit], editorProps: { attributes }, injectCSS: false },
    onUpdate: ({ editor }) => changed(editor.getJSON() as TextNode),
    onTransaction: moved,
  })
}
