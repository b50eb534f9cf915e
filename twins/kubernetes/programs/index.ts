/** What containers do when the kubelet runs them, most specific first; the generic program comes last. */
import type { ImageProgram } from '../../contract/component.js'
import { busyboxProgram } from './busybox.js'
import { genericProgram } from './generic.js'

export const containerPrograms: readonly ImageProgram[] = [busyboxProgram, genericProgram]

export { appProgram } from './app.js'
export { cannotStart } from './cannot-start.js'
export { shellProgram, toolCommand } from './shell/shell-program.js'
