import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'

/** A PDF as far as its beginning tells, of so many bytes. */
export function pdf(size = 1000): Buffer {
  const head = Buffer.from('%PDF-1.7\n')
  return Buffer.concat([head, randomBytes(Math.max(0, size - head.length))])
}

/** A photograph as a telephone writes it: lying on its side, with its place and its author. */
export function photograph(): Promise<Buffer> {
  return sharp({ create: { width: 1200, height: 600, channels: 3, background: '#2266aa' } })
    .withExif({
      IFD0: { Artist: 'Lina', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

/** The test virus of the antivirus makers; written in two, so that this file is not one. */
export const EICAR = Buffer.from(
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR' + '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
)

/** A PNG that says it is 30 000 pixels wide and high: gigabytes, for whoever draws it. */
export function giant(png: Buffer): Buffer {
  const bytes = Buffer.from(png)
  bytes.writeUInt32BE(30_000, 16)
  bytes.writeUInt32BE(30_000, 20)
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  return bytes
}
