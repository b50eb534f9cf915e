import pico from 'picocolors'
import { cut, wrap, wrapCommand } from './format.js'
import type { ReportOptions } from './reporter.js'

type Colors = ReturnType<typeof pico.createColors>

/** Labels of fields stand in this. */
const FIELD_INDENT = ' '.repeat(12)

/** Lines of a terminal report. */
export class Page {
  readonly colors: Colors
  readonly width: number
  readonly detail: ReportOptions['detail']
  readonly #lines: string[] = []

  constructor(options: ReportOptions) {
    this.colors = pico.createColors(options.color)
    this.width = options.width
    this.detail = options.detail
  }

  /** A line: cut to the width before it is coloured, so that colour never changes the layout. */
  line(text = '', paint: (text: string) => string = (plain) => plain): void {
    this.#lines.push(text === '' ? '' : paint(cut(text, this.width)))
  }

  paragraph(text: string, indent: string, paint?: (text: string) => string): void {
    for (const line of wrap(text, this.width - indent.length)) this.line(indent + line, paint)
  }

  /** A title; what does not fit goes on below, indented. */
  heading(text: string, paint: (text: string) => string): void {
    const [first = '', ...rest] = wrap(text, this.width - 2)
    for (const line of [first, ...rest.map((more) => `  ${more}`)]) this.line(line, paint)
  }

  /** A labelled line; what does not fit goes on below the text. */
  field(label: string, text: string): void {
    const lines = wrap(text, this.width - FIELD_INDENT.length)
    lines.forEach((line, index) => {
      const before = index === 0 ? `  ${label}`.padEnd(FIELD_INDENT.length) : FIELD_INDENT
      this.line(before + line, this.colors.dim)
    })
  }

  command(text: string, indent: string): void {
    for (const line of wrapCommand(text, this.width - indent.length))
      this.line(indent + line, this.colors.cyan)
  }

  /** Output of a command as it is, wrapped only where it does not fit; at most `most` lines of it. */
  output(text: string, indent: string, most = Number.POSITIVE_INFINITY): void {
    const width = this.width - indent.length
    const lines = text.split('\n').flatMap((line) => (line.length <= width ? [line] : wrap(line, width)))
    for (const line of lines.slice(0, most)) this.line(indent + line, this.colors.dim)
    if (lines.length > most) this.line(`${indent}… (--verbose shows all)`, this.colors.dim)
  }

  text(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`
  }
}
