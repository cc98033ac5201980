import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import sharp, { type Sharp } from 'sharp'
import files from '#config/files'
import { Failure } from '#app/failure'
import { lanes } from './lanes.ts'

/** A picture written anew, without what its camera noted, and its thumbnail. */
export interface Redrawn {
  bytes: Buffer
  thumbnail: { bytes: Buffer; width: number; height: number }
}

/** How each format is written; a type that is not here is not redrawn. */
const WRITERS: Record<string, (picture: Sharp) => Sharp> = {
  'image/jpeg': (picture) => picture.jpeg({ quality: 88, progressive: true }),
  'image/png': (picture) => picture.png({ compressionLevel: 8 }),
  'image/webp': (picture) => picture.webp({ quality: 86 }),
  'image/gif': (picture) => picture.gif(),
  'image/avif': (picture) => picture.avif({ quality: 60, effort: 2 }),
}
const ANIMATED = new Set(['image/gif', 'image/webp'])

// Only the readers of these formats: whatever else a file turns out to be is not decoded.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}`),
})
sharp.cache(false)
sharp.concurrency(1)

const lane = lanes(files.image.atOnce)

/**
 * Decodes a picture and writes it anew, upright and without metadata (place, device,
 * date), with a thumbnail. So many at once, whoever asks; the bytes of one are in memory.
 * @throws E_FILE_IMAGE (422) when it is not a whole picture of that type, or too many pixels
 */
export async function redraw(source: Readable, type: string): Promise<Redrawn> {
  return lane(async () => {
    const bytes = await buffer(source)
    try {
      return await redrawn(bytes, type)
    } catch (cause) {
      throw Object.assign(new Failure('E_FILE_IMAGE', 422), { cause })
    }
  })
}

async function redrawn(bytes: Buffer, type: string): Promise<Redrawn> {
  const options = { failOn: 'error', limitInputPixels: files.image.pixels } as const
  const whole = sharp(bytes, { ...options, animated: ANIMATED.has(type) })
  const { data } = await WRITERS[type]!(whole.autoOrient()).toBuffer({ resolveWithObject: true })
  const side = files.image.thumbnail
  const small = await sharp(bytes, options)
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78 })
    .toBuffer({ resolveWithObject: true })
  const { width, height } = small.info
  return { bytes: data, thumbnail: { bytes: small.data, width, height } }
}
