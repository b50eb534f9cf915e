import { escapeMarkup } from '../markup.js'
import { STYLES } from './styles.js'

/** What a page is made of; every part but the title is markup already. */
export interface Document {
  readonly title: string
  readonly heading: string
  readonly headlines: readonly { readonly text: string; readonly status: string }[]
  readonly main: string
  /** What stands after the main part: viewer, data, script. */
  readonly rest?: string
}

/** A page that loads nothing from anywhere, and may not. */
export function htmlDocument({ title, heading, headlines, main, rest = '' }: Document): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title>
<style>${STYLES}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the verdicts</a>
<header>
<h1>${escapeMarkup(heading)}</h1>
${headlines.map(({ text, status }) => `<p class="headline ${status}">${escapeMarkup(text)}</p>`).join('\n')}
</header>
<main id="main">
${main}
</main>
${rest}</body>
</html>
`
}
