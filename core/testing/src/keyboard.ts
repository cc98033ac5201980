import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { quiet, settled } from './seat.ts'

const MOST_STOPS = 80
const AROUND = 12
const PATIENCE = 30_000
/** Milliseconds given to a movement of the page, on a machine that is busy. */
const SLIDE = 3000

/** Where the focus is, as somebody who sees and somebody who listens know it. */
export interface Place {
  /** Role, or tag: `button`, `link`, `h1`. */
  role: string
  name: string
  /** Inside an open dialog. */
  inDialog: boolean
  /** What is wrong with it, in words; nothing when it is seen and marked. */
  wrong: string | undefined
}

const PLACE = `(() => {
  const element = document.activeElement
  if (!element || element === document.body) return { role: 'body', name: '', inDialog: false }
  const label = element.labels?.[0]?.innerText
  const by = document.getElementById(element.getAttribute('aria-labelledby'))?.innerText
  const name = element.getAttribute('aria-label') ?? by ?? label ?? element.innerText ?? ''
  const role = element.getAttribute('role') ??
    (element.tagName === 'A' ? 'link' : element.tagName.toLowerCase())
  const box = element.getClientRects()[0]
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const at = box && document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20))
  const seen = at && (element.contains(at) || at.contains(element))
  const marked = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
  const wrong = seen ? (marked ? undefined : 'no mark shows the focus') : 'it cannot be seen'
  return { role, name: name.replace(/\\s+/g, ' ').trim(), inDialog: !!element.closest('dialog[open]'), wrong }
})()`

/** Somebody without a mouse: at every stop of the Tab key the focus must be seen, and marked. */
export class Keyboard {
  constructor(readonly page: Page) {}

  async place(): Promise<Place> {
    return (await this.page.evaluate(PLACE)) as Place
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Writes into the field that has the focus. */
  async write(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  /**
   * Lets what is being loaded come, then presses Tab until what is named has the focus.
   * @throws when it is never reached, or a stop on the way is not seen
   */
  async tabTo(name: string, { back = false, part = false } = {}): Promise<Place> {
    const met: string[] = []
    await quiet(this.page)
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      await this.press(back ? 'Shift+Tab' : 'Tab')
      const place = await this.settledPlace()
      if (place.wrong) throw new Error(`${place.role} « ${place.name} »: ${place.wrong}`)
      if (isNamed(place, name, part)) return place
      met.push(`${place.role} « ${place.name} »`)
    }
    throw new Error(`« ${name} » is not reached with Tab; met: ${met.join(', ')}`)
  }

  /** Where the focus is, once what slides in has come. */
  private async settledPlace(): Promise<Place> {
    const deadline = Date.now() + SLIDE
    let place = await this.place()
    while (place.wrong && Date.now() < deadline) {
      await sleep(50)
      place = await this.place()
    }
    return place
  }

  /** Waits until what is named has the focus, where an action should have put it. @throws saying where it is instead */
  async isAt(name: string, { part = false, role = '' } = {}): Promise<void> {
    const deadline = Date.now() + PATIENCE
    let place = await this.place()
    const isThere = () => isNamed(place, name, part) && (!role || place.role === role)
    while (!isThere() && Date.now() < deadline) {
      await sleep(50)
      place = await this.place()
    }
    if (!isThere())
      throw new Error(`the focus is on ${place.role} « ${place.name} », not on ${role} « ${name} »`)
  }

  /** Waits until the title of a page has the focus, so that somebody who listens knows where he is, and the page has settled. */
  async arriveAt(title: string): Promise<void> {
    await this.isAt(title, { role: 'h1' })
    await settled(this.page)
  }

  /** Walks once around an open dialog; answers the stops that are not in it. The page's own frame is one of the browser's. */
  async stopsOutsideDialog(): Promise<string[]> {
    const outside: string[] = []
    for (let stop = 0; stop < AROUND; stop++) {
      await this.press('Tab')
      const { role, name, inDialog } = await this.place()
      if (!inDialog && role !== 'body') outside.push(`${role} « ${name} »`)
    }
    return outside
  }
}

function isNamed(place: Place, name: string, part: boolean): boolean {
  return part ? place.name.includes(name) : place.name === name
}
