import { Page } from './page.js'
import type { ReportOptions } from './reporter.js'

/** How much of a digest is shown: enough to tell outcomes apart. */
const SHOWN = 12

/** The one line that tells a remembered report from a fresh one. */
export function renderRemembered(digest: string, options: ReportOptions): string {
  const page = new Page(options)
  const what = `remembered from an equal run, digest ${digest.slice(0, SHOWN)}; --fresh runs it anew`
  page.line(what, page.colors.dim)
  return page.text()
}

/** Why the next run of this will take as long as this one. */
export function renderNotRemembered(why: string, options: ReportOptions): string {
  const page = new Page(options)
  page.paragraph(`not remembered: ${why}`, '', page.colors.dim)
  return page.text()
}
