/** Why manifests could not be generated, in upstream's words. Becomes a condition. */
export class GenerationError extends Error {
  override readonly name = 'GenerationError'
}
