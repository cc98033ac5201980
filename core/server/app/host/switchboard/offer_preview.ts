import { say, type Locale } from '#app/locales'
import type { Offer } from './facts.ts'
import {
  concernedSchools,
  isChanged,
  offerAfter,
  type ConcernedSchool,
  type OfferWish,
} from './offers.ts'

/** What a change of offer would do, in numbers and in words; nothing is written. */
export async function previewOffer(wish: OfferWish, locale: Locale) {
  const all = await concernedSchools(wish)
  const changing = all.filter((school) => isChanged(wish, school))
  const before = (school: ConcernedSchool) => has(school.offer, school)
  const after = (school: ConcernedSchool) => has(offerAfter(wish, school), school)
  const values = {
    name: say(wish.plugin, locale, 'name'),
    offer: all[0] ? offerAfter(wish, all[0]) : 'none',
    schools: changing.length,
    unchanged: all.length - changing.length,
    gain: peopleOf(changing.filter((school) => after(school) && !before(school))),
    lose: peopleOf(changing.filter((school) => before(school) && !after(school))),
  }
  const told = (['unchanged', 'gain', 'lose'] as const).filter((key) => values[key])
  return {
    sentences: [wish.offer, ...told].map((key) =>
      say('core', locale, `offer.preview.${key}`, values)
    ),
    schools: values.schools,
    unchanged: values.unchanged,
    gainPeople: values.gain,
    losePeople: values.lose,
  }
}

/** Whether the school would have the module under an offer, as far as it is the offer's matter. */
function has(offer: Offer, { isOn }: ConcernedSchool): boolean {
  return offer === 'required' || (isOn && offer !== 'none' && offer !== 'forbidden')
}

function peopleOf(schools: readonly ConcernedSchool[]): number {
  return schools.reduce((total, { people }) => total + people, 0)
}
