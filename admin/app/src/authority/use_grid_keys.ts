import { nextTick, reactive, type Ref } from 'vue'

export interface GridActions {
  toggle(row: number): void
  extendTo(row: number): void
  toggleAll(): void
  open(row: number, column: number): void
}

interface Size {
  rows: number
  columns: number
}

interface Place {
  row: number
  column: number
}

const PAGE = 10
type Move = (place: Place, size: Size, control: boolean) => Place

const MOVES: Record<string, Move> = {
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  PageDown: ({ row, column }) => ({ row: row + PAGE, column }),
  PageUp: ({ row, column }) => ({ row: row - PAGE, column }),
  Home: ({ row }, _size, control) => ({ row: control ? 0 : row, column: 0 }),
  End: ({ row }, { rows, columns }, control) => ({
    row: control ? rows - 1 : row,
    column: columns - 1,
  }),
}

const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value))

/** Keyboard of a grid: arrows move, space selects (with shift a range), Enter opens the cell. */
export function useGridKeys(size: Ref<Size>, root: Ref<HTMLElement | null>, actions: GridActions) {
  const at = reactive<Place>({ row: 0, column: 0 })

  async function moveTo(place: Place): Promise<void> {
    at.row = within(place.row, size.value.rows)
    at.column = within(place.column, size.value.columns)
    await nextTick()
    root.value?.querySelector<HTMLElement>('[data-cell][tabindex="0"]')?.focus()
  }

  function act(event: KeyboardEvent): boolean {
    if (event.key === ' ') {
      if (event.shiftKey) actions.extendTo(at.row)
      else actions.toggle(at.row)
    } else if (event.key === 'Enter') actions.open(at.row, at.column)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) actions.toggleAll()
    else return false
    return true
  }

  function onKey(event: KeyboardEvent): void {
    const move = MOVES[event.key]
    if (move) {
      void moveTo(move(at, size.value, event.ctrlKey)).then(() => {
        if (event.shiftKey && event.key.startsWith('Arrow')) actions.extendTo(at.row)
      })
    } else if (!act(event)) return
    event.preventDefault()
  }

  const tabindex = (row: number, column: number) =>
    row === within(at.row, size.value.rows) && column === within(at.column, size.value.columns)
      ? 0
      : -1

  return { onKey, moveTo, tabindex }
}
