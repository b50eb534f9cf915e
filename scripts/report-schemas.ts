// The schemas of the JSON reports: `npx jiti scripts/report-schemas.ts` prints their names, with --write it writes them.
import { writeFileSync } from 'node:fs'
import { publishedSchemas } from '../reports/schema/index.js'

for (const [name, schema] of Object.entries(publishedSchemas())) {
  const path = new URL(`../reports/schema/${name}`, import.meta.url)
  if (process.argv.includes('--write')) writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`)
  process.stdout.write(`reports/schema/${name}\n`)
}
