import { SaxesParser } from 'saxes'
import { FeedError } from './feed_error.ts'

/** One `addRequest` of a file, with the values of the attributes that were asked for. */
export interface FeedRequest {
  line: number
  id: string
  /** Of the person, structure, subject or curriculum, as the file says. */
  category: string
  values: Map<string, string[]>
  /** Attributes that the format does not have, with the line where each stands. */
  unknown: { name: string; line: number }[]
}

/** What a parser needs to know and to tell. */
export interface RequestParserOptions {
  file: string
  /** Every attribute of the category; true: its values are wanted. */
  attributes: ReadonlyMap<string, boolean>
  onRequest(request: FeedRequest): void
}

/** The one declaration allowed, as the parser hands it over. */
const DOCTYPE = ' ficAlimMENESR SYSTEM "ficAlimMENESR.dtd"'

/** Which element may stand in which. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  '': ['ficAlimMENESR'],
  ficAlimMENESR: ['addRequest'],
  addRequest: ['operationalAttributes', 'identifier', 'attributes'],
  operationalAttributes: ['attr'],
  identifier: ['id'],
  attributes: ['attr'],
  attr: ['value'],
}

/** The operational attribute that says what a record is. */
const CATEGORY = /^categorie(Personne|Structure|Matiere|Mef)$/

/** Characters read without one event after which a file is no feed: a bomb, or rubbish. */
const SILENCE = 1 << 20
/** Values of one person; a school declares a few thousand classes and groups at most. */
const VALUES_PER_REQUEST = 50_000

/**
 * Reads a file of a feed as it comes, holding one person at a time. Expands no
 * entity but the five of XML; follows no declaration.
 * @throws FeedError at the first thing that is not the format
 */
export class RequestParser {
  /** What the comments of the header say: `codeAcademieExport`, `dateGenerationExport`, `degre`… */
  readonly header = new Map<string, string>()
  requests = 0
  readonly #options: RequestParserOptions
  readonly #sax = new SaxesParser({ position: false })
  readonly #stack: string[] = []
  #request: FeedRequest | undefined
  #attribute: string | undefined
  #values = 0
  #text: string | undefined
  #declared = false
  #silence = 0

  constructor(options: RequestParserOptions) {
    this.#options = options
    const sax = this.#sax
    sax.on('error', (error) => this.#fail('E_AAF_XML', error.message))
    sax.on('doctype', (text) => this.#doctype(text))
    sax.on('comment', (text) => this.#comment(text))
    sax.on('opentag', (tag) => this.#open(tag.name, nameOf(tag.attributes['name'])))
    sax.on('closetag', (tag) => this.#close(tag.name))
    sax.on('text', (text) => this.#characters(text))
    sax.on('cdata', (text) => this.#characters(text))
  }

  /** The line being read, from 1. */
  get line(): number {
    return this.#sax.line
  }

  write(text: string): void {
    this.#silence += text.length
    this.#sax.write(text)
    if (this.#silence > SILENCE) this.#fail('E_AAF_TOO_LONG')
  }

  /** Ends the file: what is still open then is an error. */
  end(): void {
    this.#sax.close()
    if (!this.#declared) this.#fail('E_AAF_DOCTYPE')
  }

  #fail(code: ConstructorParameters<typeof FeedError>[0], detail = ''): never {
    const place = { file: this.#options.file, line: this.line, person: this.#request?.id }
    throw new FeedError(code, place, detail.replace(/[.\s]+$/, ''))
  }

  #doctype(text: string) {
    if (text !== DOCTYPE) this.#fail('E_AAF_DOCTYPE')
    this.#declared = true
  }

  #comment(text: string) {
    this.#silence = 0
    if (this.requests || this.#request || text.length > 1000) return
    for (const [, name = '', value = ''] of text.matchAll(/([A-Za-z]+)\s*=\s*"([^"]*)"/g))
      if (!this.header.has(name)) this.header.set(name, value.trim())
  }

  #open(name: string, attribute: string | undefined) {
    this.#silence = 0
    const parent = this.#stack.at(-1) ?? ''
    if (!CHILDREN[parent]?.includes(name)) {
      const partial = name === 'modifyRequest' || name === 'deleteRequest'
      this.#fail(partial ? 'E_AAF_NOT_COMPLETE' : 'E_AAF_ELEMENT', name)
    }
    if (!this.#declared) this.#fail('E_AAF_DOCTYPE')
    this.#stack.push(name)
    if (name === 'addRequest') this.#begin()
    else if (name === 'attr') this.#openAttribute(parent, attribute ?? '')
    else if (name === 'id' || (name === 'value' && this.#attribute)) this.#text = ''
  }

  #begin() {
    this.#values = 0
    this.#request = { line: this.line, id: '', category: '', values: new Map(), unknown: [] }
  }

  #openAttribute(parent: string, name: string) {
    if (parent === 'operationalAttributes') {
      this.#attribute = CATEGORY.test(name) ? name : undefined
      return
    }
    const wanted = this.#options.attributes.get(name)
    this.#attribute = wanted ? name : undefined
    if (wanted === undefined) this.#request?.unknown.push({ name, line: this.line })
  }

  #characters(text: string) {
    this.#silence = 0
    if (this.#text !== undefined) this.#text += text
    else if (!this.#inValue() && text.trim()) this.#fail('E_AAF_ELEMENT', text.trim().slice(0, 40))
  }

  #inValue(): boolean {
    return this.#stack.at(-1) === 'value'
  }

  #close(name: string) {
    this.#silence = 0
    this.#stack.pop()
    if (name === 'addRequest') this.#finish()
    else if (name === 'attr') this.#attribute = undefined
    else if (name === 'id') this.#setId()
    else if (name === 'value') this.#addValue()
  }

  #setId() {
    if (this.#request) this.#request.id = this.#text?.trim() ?? ''
    this.#text = undefined
  }

  #addValue() {
    const text = this.#text?.trim()
    this.#text = undefined
    const request = this.#request
    if (!text || !request || !this.#attribute) return
    if (++this.#values > VALUES_PER_REQUEST) this.#fail('E_AAF_TOO_LONG')
    if (this.#stack.at(-2) === 'operationalAttributes') request.category = text
    else if (!request.values.get(this.#attribute)?.push(text))
      request.values.set(this.#attribute, [text])
  }

  #finish() {
    const request = this.#request
    this.#request = undefined
    this.requests++
    if (request) this.#options.onRequest(request)
  }
}

/** saxes gives an attribute as text, or, with namespaces, as an object. */
function nameOf(attribute: string | { value: string } | undefined): string | undefined {
  return typeof attribute === 'object' ? attribute.value : attribute
}
