const TINTS = 5

/** The tint of one of several schools: `--tint`, for an element and what is in it. */
export const tintOf = (index: number): Record<string, string> => ({
  '--tint': `var(--school-${index % TINTS})`,
})
