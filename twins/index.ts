/** The twins: what stands in for production, and how one is made. */
import * as components from './components.js'
import type { Component } from './contract/component.js'

export * from './contract/component.js'
export * from './contract/twin.js'
export { type AssembleOptions, assemble, resolveProfile } from './embedded/assemble.js'
export { buildWorld, createObject } from './embedded/build-world.js'
export { createEmbeddedTwin } from './embedded/embedded-twin.js'
export * from './kernel/requests.js'
export { appProgram, cannotStart } from './kubernetes/index.js'

/** The registered components; a module's exports are enumerated alphabetically. */
export const allComponents: readonly Component[] = Object.values(components)

/** The components of every world. */
export const baseComponents: readonly Component[] = allComponents.filter(({ optional }) => !optional)
