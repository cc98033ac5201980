import { readFileSync } from 'node:fs'
import { CreatorRefusal } from './refusal.mjs'

/** One TypeScript file of a plugin, edited by what it means; comments and the rest stay as they are. */
export class Source {
  /**
   * @param {typeof import('typescript')} ts
   * @param {string} file
   * @param {string} text what is in it
   */
  constructor(ts, file, text = readFileSync(file, 'utf8')) {
    this.ts = ts
    this.file = file
    this.text = text
  }

  /** Whether the object handed to `call` has this property. */
  has(call, path) {
    let object = this.#object(call)
    for (const [depth, key] of path.entries()) {
      const property = object && this.#property(object, key)
      if (!property) return false
      if (depth < path.length - 1) object = this.#literal(property)
    }
    return true
  }

  /** The text of a property's value; undefined when it is not there. */
  valueOf(call, path) {
    let object = this.#object(call)
    for (const key of path.slice(0, -1)) {
      const property = this.#property(object, key)
      object = property && this.#literal(property)
      if (!object) return undefined
    }
    return this.#property(object, path.at(-1))?.initializer?.getText(this.#tree)
  }

  /** The keys of an object inside the one handed to `call`; none when it is not there. */
  keysOf(call, path) {
    let object = this.#object(call)
    for (const key of path) {
      const property = this.#property(object, key)
      object = property && this.#literal(property)
      if (!object) return []
    }
    return object.properties.flatMap((one) => (one.name ? [nameOf(one)] : []))
  }

  /** Sets a property, with the objects on the way to it. @throws when it is there, or cannot be put there */
  set(call, path, value) {
    const key = path.at(-1)
    const object = this.#walk(call, path.slice(0, -1), key)
    if (this.#property(object, key))
      throw new CreatorRefusal(`${this.#where()} already has « ${path.join('.')} ».`)
    this.#into(object, object.properties, key === value ? key : `${quoted(key)}: ${value}`)
  }

  /** Adds a property written in full: a method, a shorthand. */
  setShort(call, text) {
    const object = this.#object(call)
    this.#into(object, object.properties, text)
  }

  /** Puts another value in a property's place. */
  replace(call, path, value) {
    const object = this.#walk(call, path.slice(0, -1), path.at(-1))
    const { initializer } = this.#property(object, path.at(-1))
    this.#splice(initializer.getStart(this.#tree), initializer.end, value)
  }

  /** Adds an item to a list, which is made when it is not there. */
  push(call, path, item) {
    if (!this.has(call, path)) return this.set(call, path, `[${item}]`)
    const object = this.#walk(call, path.slice(0, -1), path.at(-1))
    const list = this.#bare(this.#property(object, path.at(-1)).initializer)
    if (!list || !this.ts.isArrayLiteralExpression(list)) throw this.#elsewhere(path)
    this.#into(list, list.elements, item)
  }

  /** Adds a field to the schema of `vine.create({…})` in a property. */
  setField(call, path, key, value) {
    const object = this.#walk(call, path.slice(0, -1), path.at(-1))
    const schema = this.#bare(this.#property(object, path.at(-1)).initializer)
    const fields = this.ts.isCallExpression(schema) ? schema.arguments[0] : undefined
    if (!fields || !this.ts.isObjectLiteralExpression(fields)) throw this.#elsewhere(path)
    if (this.#property(fields, key))
      throw new CreatorRefusal(`${this.#where()} already has the setting « ${key} ».`)
    this.#into(fields, fields.properties, `${quoted(key)}: ${value}`)
  }

  /** Adds a statement at the end of a method, before what it returns; the method is made when it is not there. */
  addStatement(call, method, statement, parameters = '') {
    const property = this.#property(this.#object(call), method)
    if (!property) return this.setShort(call, `${method}(${parameters}) {\n${statement}\n}`)
    const body = this.ts.isMethodDeclaration(property) ? property.body : property.initializer?.body
    if (!body || !this.ts.isBlock(body)) throw this.#elsewhere([method])
    const last = body.statements.at(-1)
    const at =
      last && this.ts.isReturnStatement(last) ? last.getStart(this.#tree) : body.getEnd() - 1
    this.#splice(at, at, `${statement}\n`)
  }

  /** Imports a name, when it is not there yet. */
  addImport(name, from, { type = false, named = false } = {}) {
    const imports = this.#tree.statements.filter(this.ts.isImportDeclaration)
    if (imports.some(({ importClause }) => importedNames(this.ts, importClause).includes(name)))
      return
    const at = imports.at(-1)?.end ?? 0
    const what = named ? `{ ${name} }` : name
    const line = `import ${type ? 'type ' : ''}${what} from '${from}'`
    this.#splice(at, at, at ? `\n${line}` : `${line}\n\n`)
  }

  get #tree() {
    const { ScriptTarget, ScriptKind } = this.ts
    return this.ts.createSourceFile(this.file, this.text, ScriptTarget.Latest, true, ScriptKind.TS)
  }

  /** The object literal that a call is handed last, or that a constant of this name is. */
  #object(call) {
    let found
    const visit = (node) => {
      if (this.ts.isCallExpression(node) && node.expression.getText() === call)
        found ??= this.#bare(node.arguments.at(-1))
      if (this.ts.isVariableDeclaration(node) && node.name.getText() === call)
        found ??= this.#bare(node.initializer)
      this.ts.forEachChild(node, visit)
    }
    visit(this.#tree)
    if (!found || !this.ts.isObjectLiteralExpression(found))
      throw new CreatorRefusal(
        `${this.#where()} has no « ${call} » with an object written out: add the piece by hand, as docs/plugins/recipes.md shows.`
      )
    return found
  }

  #walk(call, path, leaf) {
    let object = this.#object(call)
    for (const [depth, key] of path.entries()) {
      const property = this.#property(object, key)
      if (!property) {
        this.#into(object, object.properties, `${quoted(key)}: {}`)
        return this.#walk(call, path, leaf)
      }
      object = this.#literal(property)
      if (!object) throw this.#elsewhere([...path.slice(0, depth + 1), leaf])
    }
    return object
  }

  #property(object, key) {
    return object?.properties.find((one) => one.name && nameOf(one) === key)
  }

  #literal(property) {
    const value = this.#bare(property.initializer)
    return value && this.ts.isObjectLiteralExpression(value) ? value : undefined
  }

  /** What stands inside of « as const », « satisfies » and parentheses. */
  #bare(node) {
    const { isAsExpression, isSatisfiesExpression, isParenthesizedExpression } = this.ts
    while (
      node &&
      (isAsExpression(node) || isSatisfiesExpression(node) || isParenthesizedExpression(node))
    )
      node = node.expression
    return node
  }

  /** Adds at the end of a list or an object, behind the comments of what is there. */
  #into(node, members, text) {
    const end = node.getEnd() - 1
    const last = members.at(-1)
    this.#splice(end, end, `${text},\n`)
    if (last && !members.hasTrailingComma) this.#splice(last.end, last.end, ',')
  }

  #splice(from, to, text) {
    this.text = this.text.slice(0, from) + text + this.text.slice(to)
  }

  #where() {
    return this.file.split(/[\\/]/).slice(-2).join('/')
  }

  #elsewhere(path) {
    return new CreatorRefusal(
      `« ${path.join('.')} » is not written out in ${this.#where()}: add the piece by hand, as docs/plugins/recipes.md shows.`
    )
  }
}

function nameOf({ name }) {
  return name.text ?? name.getText()
}

function quoted(key) {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`
}

function importedNames(ts, clause) {
  if (!clause) return []
  const bindings = clause.namedBindings
  return [
    ...(clause.name ? [clause.name.text] : []),
    ...(bindings && ts.isNamedImports(bindings)
      ? bindings.elements.map(({ name }) => name.text)
      : []),
  ]
}
