/** What other modules may ask of the catalogue. */
export interface Catalogue {
  /**
   * Adds the records of a small file (ISO 2709 or MARCXML, in UNIMARC) that the school has not, with their copies (995);
   * answers the ids of those added.
   */
  add(file: Buffer): Promise<string[]>
}

declare module '@preau/kit/server' {
  interface PluginServices {
    'cdi.catalogue/v1': Catalogue
  }
}
