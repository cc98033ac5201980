import { test } from '@japa/runner'
import { profileOf } from '../../app/directory/aaf/functions.ts'
import { identifierSlug, personName, schoolName } from '../../app/directory/aaf/names.ts'
import { sentence } from '../../app/directory/aaf/sentences.ts'
import { subjectLabel } from '../../app/directory/aaf/subjects.ts'
import { isKey, isoDate, isUai, schoolYear } from '../../app/directory/aaf/values.ts'

test.group('Values of a feed', () => {
  test('a UAI is checked with its letter', ({ assert }) => {
    for (const uai of ['0990001N', '0990003R', '0771991W', '0290009C'])
      assert.isTrue(isUai(uai), uai)
    for (const uai of ['0990001A', '0990001n', '990001N', '0990001', ''])
      assert.isFalse(isUai(uai), uai)
  })

  test('a date is a day that exists', ({ assert }) => {
    assert.equal(isoDate('29/02/2028'), '2028-02-29')
    for (const day of ['29/02/2027', '1/1/2027', '2027-01-01', '', '31/04/2026'])
      assert.isUndefined(isoDate(day), day)
  })

  test('the school year turns on the first of September', ({ assert }) => {
    assert.equal(schoolYear('2026-08-31').label, '2025-2026')
    assert.deepEqual(schoolYear('2026-09-01'), {
      label: '2026-2027',
      startsOn: '2026-09-01',
      endsOn: '2027-08-31',
    })
  })

  test('names take their usual case', ({ assert }) => {
    assert.equal(personName('DURAND-NGUYEN'), 'Durand-Nguyen')
    assert.equal(personName("  LE   GOFF D'ARC "), "Le Goff D'Arc")
    assert.equal(personName('Maïwenn'), 'Maïwenn')
    assert.equal(schoolName('CLG$DU PREAU$PREAUVILLE'), 'Collège du Preau')
    assert.equal(schoolName("LYC$D'ALEMBERT$VILLE"), "Lycée d'Alembert")
    assert.equal(schoolName('COLLEGE JULES FERRY'), 'Collège Jules Ferry')
    assert.equal(subjectLabel('MATHEMATIQUES'), 'Mathématiques')
    assert.equal(subjectLabel('ESPAGNOL LV2'), 'Espagnol LV2')
  })

  test('an identifier is small letters without accents', ({ assert }) => {
    assert.equal(identifierSlug('Noé', 'Durand-Nguyen'), 'noe.durand-nguyen')
    assert.equal(identifierSlug('Maïwenn', 'Le Goff'), 'maiwenn.le-goff')
    assert.equal(identifierSlug('Cœur', "D'Ångström"), 'coeur.dangstrom')
    assert.equal(identifierSlug('李', '明'), 'x.x')
  })

  test('a function is a profile, or none in a school, or unknown', ({ assert }) => {
    assert.deepEqual(['ENS', 'DOC', 'DIR', 'EDU', 'AEH', 'ADM', 'INS', '???'].map(profileOf), [
      ...['teacher', 'librarian', 'head', 'school-life', 'school-life', 'staff'],
      null,
      undefined,
    ])
  })

  test('a key is short and plain', ({ assert }) => {
    assert.isTrue(isKey('10001'))
    for (const key of ['', 'a b', 'x'.repeat(65), "1'; drop"]) assert.isFalse(isKey(key), key)
  })

  test('sentences keep French typography, and details as they are', ({ assert }) => {
    assert.include(sentence('fr', 'E_AAF_XML', '$& :'), 'tronqué\u00a0: $&')
    assert.include(sentence('en', 'E_AAF_XML', 'x'), 'truncated XML: x')
  })
})
