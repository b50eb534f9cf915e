/** The parameters of a query; a repeated one has several values. */
export class Query {
  readonly #values = new Map<string, string[]>()

  /** `text` is the query as sent, without the question mark. */
  constructor(text: string) {
    for (const part of text.split('&')) {
      if (part === '') continue
      const equals = part.indexOf('=')
      const name = decodePart(equals < 0 ? part : part.slice(0, equals))
      const value = equals < 0 ? '' : decodePart(part.slice(equals + 1))
      this.#values.set(name, [...(this.#values.get(name) ?? []), value])
    }
  }

  /** The first value; '' when the parameter is not there. */
  text(name: string): string {
    return this.#values.get(name)?.[0] ?? ''
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? []
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  /**
   * A boolean parameter: `watch=1`, `watch=true`, and also a bare `watch`; undefined when it is absent.
   * Source: kubernetes/apimachinery v0.36.3 pkg/runtime/conversion.go (Convert_Slice_string_To_bool).
   */
  flag(name: string): boolean | undefined {
    const value = this.#values.get(name)?.[0]
    if (value === undefined) return undefined
    return value !== '0' && value.toLowerCase() !== 'false'
  }

  /** A whole number; undefined when it is absent or none. */
  integer(name: string): number | undefined {
    const value = this.text(name)
    return /^-?\d+$/.test(value) ? Number(value) : undefined
  }
}

/** Percent-decoding as in a form: `+` is a space; what cannot be decoded stays as it is. */
function decodePart(text: string): string {
  return decodeSegment(text.replaceAll('+', ' '))
}

/** Percent-decoding of one part of a path. */
export function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
