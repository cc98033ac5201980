import type { Catalogue } from '../../contract.ts'
import { takeIn } from '../imports/batch.ts'
import { readRecords } from '../unimarc/read_file.ts'

export const add: Catalogue['add'] = async (file) => {
  const readings = [...readRecords(file)]
  const lines = await takeIn({ readings, importId: null, seen: new Set(), dry: false })
  return lines.flatMap(({ outcome, recordId }) =>
    recordId && (outcome === 'added' || outcome === 'repaired') ? [recordId] : []
  )
}
