import type { OwnScope } from '../context.ts'
import type { PortableTrace } from './portable.ts'

const ESCAPED: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (found) => ESCAPED[found]!)
}

/** Beside its files, in a browser, without network or script. */
const HEAD = `<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<style>body{font:18px/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #999;padding:1rem 0}img{max-width:100%;height:auto}p.text{white-space:pre-line}</style>`

/** The whole portfolio on one page of HTML: what people wrote is text in it, never markup. */
export function portfolioPage(scope: OwnScope, traces: readonly PortableTrace[]): string {
  const title = escape(`${scope.say('name')} · ${scope.account.name}`)
  const articles = traces.map((trace) => article(scope, trace)).join('\n')
  return `<!doctype html>
<html lang="fr"><head>${HEAD}<title>${title}</title></head>
<body><h1>${title}</h1>
${articles}
</body></html>
`
}

function article({ say }: OwnScope, trace: PortableTrace): string {
  const { title, kind, happened_on, place, learnt, parcours, skills, files } = trace
  const about = [say(`ui.kinds.${kind}`), happened_on, place].filter((one) => !!one) as string[]
  const tags = [
    ...parcours.map((one) => `${say('ui.parcours.title')} : ${say(`ui.parcours.${one}`)}`),
    ...skills.map(({ key, level }) => `${say(`ui.skills.${key}`)} : ${say(`ui.levels.${level}`)}`),
  ]
  return `<article><h2>${escape(title)}</h2><p>${escape(about.join(' · '))}</p>
${tags.length ? `<ul>${tags.map((one) => `<li>${escape(one)}</li>`).join('')}</ul>` : ''}
${learnt ? `<h3>${escape(say('ui.trace.learnt'))}</h3><p class="text">${escape(learnt)}</p>` : ''}
${files.map(fileOf).join('\n')}</article>`
}

function fileOf({ name, path, type }: PortableTrace['files'][number]): string {
  const address = escape(path.split('/').map(encodeURIComponent).join('/'))
  const shown = type.startsWith('image/') ? `<img src="${address}" alt=""><br>` : ''
  return `<p>${shown}<a href="${address}">${escape(name)}</a></p>`
}
