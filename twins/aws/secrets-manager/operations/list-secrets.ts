import { NotModelled } from '../../../kernel/errors.js'
import { compareKeys } from '../../../kernel/json.js'
import type { Operation } from '../../service.js'
import { filterOf } from '../filters.js'
import { checkInput, type Input, NEXT_TOKEN } from '../input.js'
import { pageOf } from '../pages.js'
import type { Secret } from '../secret.js'
import { allSecrets } from '../store.js'
import { secretEntry } from './describe-secret.js'

/** Upstream's bound; the size of a page that asks for none is not documented. */
const PAGE_SIZE = 100

const MEMBERS = {
  IncludePlannedDeletion: { type: 'boolean' },
  MaxResults: { type: 'integer', min: 1, max: PAGE_SIZE },
  NextToken: NEXT_TOKEN,
  Filters: { type: 'objects', max: 10 },
  SortOrder: { type: 'string', values: ['asc', 'desc'] },
  SortBy: { type: 'string', values: ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] },
} as const

/**
 * ListSecrets: without those scheduled for deletion unless asked, by CreatedDate (botocore 1.43.107 ListSecrets);
 * equal dates by name. Departs from upstream: a new secret is listed at once, not some seconds later.
 */
export const listSecrets: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const includePlanned = input.on('IncludePlannedDeletion')
  const secrets = allSecrets(call)
    .filter((secret) => includePlanned || secret.deletionMs === null)
    .filter(filterOf(input))
  const page = pageOf(
    [...secrets].sort(comparatorOf(input)),
    (secret) => secret.name,
    input.number('MaxResults') ?? PAGE_SIZE,
    input.text('NextToken'),
  )
  return {
    SecretList: page.items.map((secret) => secretEntry(secret, 'SecretVersionsToStages')),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  }
}

function comparatorOf(input: Input): (a: Secret, b: Secret) => number {
  const sortBy = input.text('SortBy')
  if (sortBy === 'last-accessed-date') {
    throw new NotModelled('secretsmanager SortBy last-accessed-date', 'Sort by another date or by name.')
  }
  const sign = input.text('SortOrder') === 'desc' ? -1 : 1
  return (a, b) => sign * (dateOf(a, sortBy) - dateOf(b, sortBy) || compareKeys(a.name, b.name))
}

function dateOf(secret: Secret, sortBy: string | undefined): number {
  if (sortBy === 'name') return 0
  return sortBy === 'last-changed-date' ? secret.changedMs : secret.createdMs
}
