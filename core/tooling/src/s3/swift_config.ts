/** Where each of Swift's processes listens, on this machine. */
export interface SwiftPorts {
  memcache: number
  account: number
  container: number
  object: number
  proxy: number
}

/** What all of Swift's processes share. */
export const SWIFT_CONF = `
[swift-hash]
swift_hash_path_prefix = preau
swift_hash_path_suffix = tests
[storage-policy:0]
name = one
default = yes
`

const common = (folder: string, port: number) => `
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
swift_dir = ${folder}
user = root
workers = 0
log_address = /dev/null
`

/** The configuration of one of the servers that keep something. */
export function serverConfig(folder: string, name: string, port: number): string {
  return `${common(folder, port)}
devices = ${folder}/devices
mount_check = false
[pipeline:main]
pipeline = ${name}-server
[app:${name}-server]
use = egg:swift#${name}
`
}

const FILTERS = [
  ...['catch_errors', 'gatekeeper', 'cache', 'listing_formats', 's3api', 'tempauth', 'copy'],
  ...['slo', 'dlo', 'versioned_writes', 'symlink'],
]

/** The configuration of the proxy: S3 in front, one account. */
export function proxyConfig(folder: string, { proxy, memcache }: SwiftPorts): string {
  const settings: Record<string, string> = {
    cache: `memcache_servers = 127.0.0.1:${memcache}`,
    tempauth: 'user_preau_test = testing .admin',
    versioned_writes: 'allow_object_versioning = true',
  }
  const egg = (name: string) => (name === 'cache' ? 'memcache' : name)
  const sections = FILTERS.map(
    (name) => `[filter:${name}]\nuse = egg:swift#${egg(name)}\n${settings[name] ?? ''}\n`
  )
  return `${common(folder, proxy)}
[pipeline:main]
pipeline = ${FILTERS.join(' ')} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
${sections.join('')}`
}
