import type { ModuleState, SchoolModule } from '@preau/client'

/** The mark beside each state's word, and the colour of both; the word alone would do. */
export const STATES = {
  on: { icon: 'i-lucide-circle-check-big', tone: 'text-success' },
  off: { icon: 'i-lucide-circle', tone: 'text-toned' },
  paused: { icon: 'i-lucide-circle-pause', tone: 'text-warning' },
  'needs-settings': { icon: 'i-lucide-circle-dot-dashed', tone: 'text-warning' },
  'needs-modules': { icon: 'i-lucide-puzzle', tone: 'text-warning' },
  'not-offered': { icon: 'i-lucide-minus', tone: 'text-muted' },
  forbidden: { icon: 'i-lucide-ban', tone: 'text-error' },
  unavailable: { icon: 'i-lucide-triangle-alert', tone: 'text-error' },
} as const satisfies Record<ModuleState, { icon: string; tone: string }>

export const STATE_NAMES = Object.keys(STATES) as ModuleState[]

const OUT_OF_REACH: ModuleState[] = ['not-offered', 'forbidden', 'unavailable']

/** Whether the school itself may switch a module now; what its authority requires stays on. */
export const isSwitchable = ({ state, on, offer }: SchoolModule): boolean =>
  on ? offer !== 'required' && state !== 'unavailable' : !OUT_OF_REACH.includes(state)
