/** Has the browser keep an answer as a file, under the name that its headers give. */
export async function keepFile(response: Response): Promise<void> {
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const [, name = 'preau'] = /filename="([^"]+)"/.exec(disposition) ?? []
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
