import { PluginError } from '@preau/kit/server'
import { SaxesParser } from 'saxes'

/** An element that is open, with what it holds so far. */
export interface Element {
  name: string
  attributes: Record<string, string>
  text: string
  line: number
  /** Texts of its children, by their names. */
  fields: Record<string, string>
}

interface Reading {
  file: string
  /** Called when an element ends, with those around it, the innermost first. */
  onEnd(element: Element, around: readonly Element[]): void
}

/**
 * Reads an XML document element by element; values are trimmed, line breaks inside them are spaces.
 * @throws E_EMPLOI_XML (422) at the first mistake, with its line
 */
export function readXml(text: string, { file, onEnd }: Reading): void {
  const parser = new SaxesParser()
  const open: Element[] = []
  parser.on('error', (error) => {
    const values = { file, line: parser.line, detail: error.message }
    throw new PluginError('E_EMPLOI_XML', 422, error.message, values)
  })
  parser.on('doctype', () => undefined)
  parser.on('opentag', ({ name, attributes }) => {
    open.unshift({ name, attributes, text: '', line: parser.line, fields: {} })
  })
  parser.on('text', (piece) => {
    if (open[0]) open[0].text += piece
  })
  parser.on('closetag', () => {
    const element = open.shift()!
    element.text = element.text.replaceAll(/\s+/g, ' ').trim()
    if (open[0]) open[0].fields[element.name] ??= element.text
    onEnd(element, open)
  })
  parser.write(text).close()
}

/** The innermost element around of one of these names. */
export function nearest(around: readonly Element[], ...names: string[]): Element | undefined {
  return around.find(({ name }) => names.includes(name))
}
