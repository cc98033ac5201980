/** Tables in an order in which each comes before those that it points at; a circle is cut anywhere. */
export function childrenFirst(
  tables: readonly string[],
  links: readonly { child: string; parent: string }[]
): string[] {
  const order: string[] = []
  const visiting = new Set<string>()
  const visit = (table: string) => {
    if (visiting.has(table)) return
    visiting.add(table)
    for (const { child, parent } of links) if (parent === table) visit(child)
    order.push(table)
  }
  for (const table of tables) visit(table)
  return order
}
