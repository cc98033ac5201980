import env from '#start/env'

const KB = 1024
const MB = 1024 * KB
const GB = 1024 * MB

/** What is kept of files where a school has nothing else in `core.file_quotas`: bytes. */
const quotas = {
  school: 100 * GB,
  plugin: 50 * GB,
  /** For each person, by the most generous of his profiles. */
  profile: {
    student: 500 * MB,
    guardian: 200 * MB,
    teacher: 5 * GB,
    'school-life': 5 * GB,
    librarian: 5 * GB,
    head: 5 * GB,
    staff: 2 * GB,
  },
}

/** Bounds of the files service, whatever a plugin declares. */
export default {
  quotas,
  /** Bytes of one file. */
  largest: 2 * GB,
  /** Pictures are decoded and written anew: bytes and pixels of one, and how many at once. */
  image: { largest: 30 * MB, pixels: 64_000_000, atOnce: 2, thumbnail: 480 },
  /** Bytes of a part of a resumable upload: the least that S3 takes, but for the last. */
  part: 5 * MB,
  /** Uploads of one person that no object has taken yet. */
  waiting: 60,
  /** Hours after which an upload that nothing has taken goes. */
  unattachedHours: 24,
  /** Days that the store keeps what was deleted, where it keeps versions. */
  versionDays: 30,
  /** Minutes that a download's link answers. */
  linkMinutes: 30,
  scanner: {
    host: env.get('CLAMD_HOST'),
    port: env.get('CLAMD_PORT'),
    socket: env.get('CLAMD_SOCKET'),
    /** Milliseconds without a word of the scanner's after which it is taken as absent. */
    patience: 60_000,
  },
}
