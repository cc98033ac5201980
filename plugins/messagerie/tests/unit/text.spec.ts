import { test } from '@japa/runner'
import type {} from '@preau/testing'
import { checkText, LONGEST, type TextNode } from '../../server/text/document.ts'
import { fold, nameLike, searchQuery } from '../../server/text/search.ts'

const text = (words: string, ...marks: unknown[]) => ({ type: 'text', text: words, marks })
const doc = (...content: unknown[]) => ({ type: 'doc', content })
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content })
const link = (href: unknown) => ({ type: 'link', attrs: { href } })

function deep(levels: number): unknown {
  return levels ? { type: 'blockquote', content: [deep(levels - 1)] } : paragraph(text('x'))
}

test.group('A text', () => {
  test('keeps its permitted nodes and marks, loses what else they carry, and yields its words', ({
    assert,
  }) => {
    const { body, text: words } = checkText(
      doc(
        {
          ...paragraph(text('Bonjour ', { type: 'bold', attrs: { onclick: 'x' } }), {
            type: 'hardBreak',
          }),
          evil: 1,
        },
        {
          type: 'bulletList',
          content: [
            {
              type: 'listItem',
              content: [paragraph(text('un', link('https://preau.example/a?b=c')))],
            },
          ],
        }
      )
    )
    assert.equal(words, 'Bonjour \n\n\nun'.replace(/\n{3,}/, '\n\n'))
    assert.notInclude(JSON.stringify(body), 'onclick')
    assert.notInclude(JSON.stringify(body), 'evil')
    const [, list] = body.content as TextNode[]
    assert.deepEqual(list!.content![0]!.content![0]!.content![0]!.marks, [
      link('https://preau.example/a?b=c'),
    ])
  })

  const REFUSED: [string, unknown][] = [
    ['nothing', undefined],
    ['a list', []],
    ['an unknown node', doc({ type: 'iframe' })],
    ['a node of the prototype', doc({ type: 'constructor' })],
    ['a text at the top', doc(text('x'))],
    ['a paragraph in a list', doc({ type: 'bulletList', content: [paragraph()] })],
    ['an unknown mark', doc(paragraph(text('x', { type: 'textStyle' })))],
    ['a javascript: link', doc(paragraph(text('x', link('javascript:alert(1)'))))],
    [
      'a javascript: link with a space before',
      doc(paragraph(text('x', link(' javascript:alert(1)')))),
    ],
    [
      'a javascript: link with a tab within',
      doc(paragraph(text('x', link('java\tscript:alert(1)')))),
    ],
    ['a data: link', doc(paragraph(text('x', link('data:text/html,x'))))],
    ['a link without a scheme', doc(paragraph(text('x', link('//evil.example'))))],
    ['a link that is no text', doc(paragraph(text('x', link({}))))],
    ['content that is no list', doc({ type: 'paragraph', content: {} })],
    ['an empty text', doc(paragraph(text('')))],
    ['a text with a null character', doc(paragraph(text('a\0b')))],
    ['too long a text', doc(paragraph(text('x'.repeat(LONGEST + 1))))],
    ['too deep a text', doc(deep(20))],
    ['too many nodes', doc(...Array(6000).fill(paragraph()))],
  ]
  for (const [what, document] of REFUSED)
    test(`is refused with ${what}`, ({ assert }) => {
      try {
        checkText(document)
        assert.fail('it was kept')
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'E_MESSAGERIE_BODY')
      }
    })

  test('is sought without accents or capitals, by beginnings of words, and never as a query', ({
    assert,
  }) => {
    assert.equal(fold('ÉLÈVE à Nœux'), 'eleve a noeux')
    assert.equal(searchQuery("Sortie d'été !"), 'sortie:* & d:* & ete:*')
    assert.equal(searchQuery("')) | !x & <->:*"), 'x:*')
    assert.isNull(searchQuery(' … '))
    assert.equal(nameLike(' 100%_É\\ '), '%100\\%\\_e\\\\%')
  })
})
