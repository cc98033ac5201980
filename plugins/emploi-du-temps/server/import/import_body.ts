import vine from '@vinejs/vine'

/** Files as the page sends them: gzip, in base64; and the week from which the import holds. */
export const importBody = vine.create({
  files: vine
    .array(
      vine.object({
        name: vine.string().trim().minLength(1).maxLength(200),
        content: vine.string().minLength(1).maxLength(950_000),
      })
    )
    .minLength(1)
    .maxLength(10),
  from: vine
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .optional(),
})

/** What a name of the files is: a member, a group, a part of a class which bears that name, or nothing that counts. */
export const mappingBody = vine.create({
  kind: vine.enum(['teacher', 'group'] as const),
  external: vine.string().trim().minLength(1).maxLength(200),
  label: vine.string().trim().maxLength(200),
  member: vine.string().uuid().optional(),
  group: vine.string().uuid().optional(),
  partOf: vine.string().uuid().optional(),
  ignored: vine.boolean({ strict: true }).optional(),
})

export const applyBody = vine.create({ confirmed: vine.boolean({ strict: true }).optional() })
