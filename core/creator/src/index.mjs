export { createPlugin } from './create.mjs'
export { addPiece, PIECES } from './pieces.mjs'
export { readWish } from './arguments.mjs'
export { CreatorRefusal } from './refusal.mjs'
