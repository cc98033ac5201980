import { isIP } from 'node:net'

/** How the text of a variable is read, and what to say of a text that is not of this kind. */
export interface Kind<T> {
  /** Completes « NAME must be … ». */
  must: string
  /** The value, or undefined when the text is not of this kind. */
  read(text: string): T | undefined
}

export const text: Kind<string> = { must: 'a text', read: (given) => given }

/** A text that cannot be guessed: its length in characters is bounded from below. */
export function secret(shortest: number): Kind<string> {
  return {
    must: `a secret of ${shortest} random characters or more (openssl rand -hex 32 makes one)`,
    read: (given) => (given.length >= shortest ? given : undefined),
  }
}

export function oneOf<const T extends string>(...values: T[]): Kind<T> {
  const must = `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
  return { must, read: (given) => values.find((value) => value === given) }
}

/** `1` or `true`, `0` or `false`. */
export const flag: Kind<boolean> = {
  must: '1 or 0',
  read: (given) => ({ 1: true, true: true, 0: false, false: false })[given],
}

export function integer(least: number, most: number): Kind<number> {
  const fits = (value: number) => value >= least && value <= most
  return {
    must: `a whole number from ${least} to ${most}`,
    read: (given) => (/^\d{1,9}$/.test(given) && fits(Number(given)) ? Number(given) : undefined),
  }
}

export const port = integer(0, 65_535)

/** An address with a host: `<scheme>://host…`, in one of the schemes. */
export function address(...schemes: string[]): Kind<string> {
  return {
    must: `an address that begins with ${schemes.map((one) => `${one}://`).join(' or ')} and names a host`,
    read(given) {
      const url = URL.canParse(given) ? new URL(given) : undefined
      return url?.hostname && schemes.includes(url.protocol.slice(0, -1)) ? given : undefined
    },
  }
}

/** The address of a PostgreSQL database: a host and a name. */
export const database: Kind<string> = {
  must: 'an address like postgres://host:5432/name',
  read(given) {
    if (address('postgres', 'postgresql').read(given) === undefined) return undefined
    return /^\/[^/]+$/.test(new URL(given).pathname) ? given : undefined
  },
}

/** Machines by address: what a list of names and networks is read into. */
export interface Network {
  address: string
  prefix: number
  family: 'ipv4' | 'ipv6'
}

const NAMED: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** Networks separated by commas: addresses, ranges (`10.1.0.0/16`), `loopback`, `private`. */
export const networks: Kind<Network[]> = {
  must: 'addresses or ranges separated by commas, like 10.1.2.3,10.4.0.0/16, or the words loopback and private',
  read(given) {
    const names = given.split(',').map((one) => one.trim())
    const found = names.flatMap((one) => NAMED[one] ?? [one]).map(network)
    return found.every((one) => one !== undefined) ? found : undefined
  },
}

function network(range: string): Network | undefined {
  const [host = '', bits, ...more] = range.split('/')
  const longest = { 0: 0, 4: 32, 6: 128 }[isIP(host)] ?? 0
  const prefix = bits === undefined ? longest : Number(bits)
  const valid = longest > 0 && /^\d{1,3}$/.test(bits ?? '0') && prefix <= longest && !more.length
  return valid ? { address: host, prefix, family: longest === 32 ? 'ipv4' : 'ipv6' } : undefined
}

/** Origins of the Web, parted by commas: `https://catalogue.bnf.fr`; none of them: nothing is let through. */
export const origins: Kind<string[]> = {
  must: 'origins like https://catalogue.bnf.fr, parted by commas',
  read(given) {
    const found = given.split(',').flatMap((one) => one.trim() || [])
    const sound = (one: string) => URL.canParse(one) && new URL(one).origin === one
    return found.every(sound) ? found : undefined
  },
}
