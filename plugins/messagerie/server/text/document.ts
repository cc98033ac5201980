import { PluginError } from '@preau/kit/server'

/** A node of a text, as ProseMirror writes it; nothing but what is listed here is kept. */
export interface TextNode {
  type: string
  text?: string
  attrs?: Record<string, string>
  marks?: TextMark[]
  content?: TextNode[]
}

export interface TextMark {
  type: string
  attrs?: Record<string, string>
}

const BLOCKS = ['paragraph', 'bulletList', 'orderedList', 'blockquote']
/** What may stand in what. */
const CONTENT: Record<string, readonly string[]> = {
  doc: BLOCKS,
  blockquote: BLOCKS,
  listItem: BLOCKS,
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  paragraph: ['text', 'hardBreak'],
  text: [],
  hardBreak: [],
}
const MARKS = ['bold', 'italic', 'underline', 'link']
const LINK = /^(?:https?:\/\/[^\s/]|mailto:[^\s@]+@)[^\s\p{Cc}]*$/iu
const LONGEST_LINK = 2000
const DEEPEST = 12
/** Characters of a message, at most. */
export const LONGEST = 20_000
const MOST_NODES = 5000

/** A text that may be kept: its nodes, and its words alone. */
export interface CheckedText {
  body: TextNode
  text: string
}

/**
 * Keeps of a ProseMirror document what is permitted, and takes its words.
 * @throws E_MESSAGERIE_BODY (422) for a node, mark or link that is not, or a text too long
 */
export function checkText(document: unknown): CheckedText {
  const walk = { nodes: 0, length: 0 }
  const body = node(document, ['doc'], DEEPEST, walk)
  return {
    body,
    text: wordsOf(body)
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  }
}

interface Walk {
  nodes: number
  length: number
}

function refuse(why: string): never {
  throw new PluginError('E_MESSAGERIE_BODY', 422, `text: ${why}`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function node(value: unknown, allowed: readonly string[], depth: number, walk: Walk): TextNode {
  if (!isObject(value)) refuse('not a node')
  const { type, content = [] } = value
  if (typeof type !== 'string' || !allowed.includes(type)) refuse('a node that may not stand there')
  if (depth === 0 || ++walk.nodes > MOST_NODES) refuse('too deep, or too many nodes')
  if (!Array.isArray(content)) refuse('its content is not a list')
  if (type === 'text') return textNode(value, walk)
  const within = CONTENT[type] ?? []
  const children = content.map((child) => node(child, within, depth - 1, walk))
  return { type, ...(children.length && { content: children }) }
}

function textNode({ text, marks = [] }: Record<string, unknown>, walk: Walk): TextNode {
  if (typeof text !== 'string' || text === '' || text.includes('\0')) refuse('not a text')
  walk.length += text.length
  if (walk.length > LONGEST) refuse('too long')
  if (!Array.isArray(marks) || marks.length > MARKS.length) refuse('not marks')
  return { type: 'text', text, ...(marks.length && { marks: marks.map(mark) }) }
}

function mark(value: unknown): TextMark {
  if (!isObject(value) || typeof value['type'] !== 'string' || !MARKS.includes(value['type']))
    refuse('a mark that is not permitted')
  const { type, attrs } = value
  if (type !== 'link') return { type: type as string }
  const href = isObject(attrs) ? attrs['href'] : undefined
  if (typeof href !== 'string' || href.length > LONGEST_LINK || !LINK.test(href))
    refuse('a link that leads elsewhere than to the web or to an address')
  return { type, attrs: { href } }
}

/** Where the links of a text lead. */
export function linksOf({ marks = [], content = [] }: TextNode): string[] {
  return [...marks.flatMap(({ attrs }) => attrs?.['href'] ?? []), ...content.flatMap(linksOf)]
}

function wordsOf({ type, text, content = [] }: TextNode): string {
  if (type === 'text') return text ?? ''
  if (type === 'hardBreak') return '\n'
  const inner = content.map(wordsOf)
  return type === 'paragraph' ? `${inner.join('')}\n\n` : inner.join('')
}
