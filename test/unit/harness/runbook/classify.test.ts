import { describe, expect, it } from 'vitest'
import { classify, READ_ONLY } from '../../../../harness/runbook/classify.js'
import { isFilter } from '../../../../harness/runbook/filters.js'
import { readsOnly } from '../../../../harness/runbook/sql.js'

const kindOf = (text: string) => classify(text.split(' '))

/** Every entry of the table as a command. */
const listed = Object.entries(READ_ONLY).flatMap(([tool, { reads, waits = [] }]) => [
  ...reads.map((verb) => [tool, verb, 'observation'] as const),
  ...waits.map((verb) => [tool, verb, 'wait'] as const),
])

describe('kinds of commands', () => {
  it.each(listed.filter(([tool]) => tool !== 'cnpg'))('%s %s: %s', (tool, verb, kind) => {
    expect(kindOf(`${tool} ${verb.replaceAll('*', 'x')}`)).toBe(kind)
  })

  it.each([
    ['kubectl -n shop get pods', 'observation'],
    ['kubectl --context=prod get pods', 'observation'],
    ['/usr/bin/kubectl get pods', 'observation'],
    ['kubectl get', 'observation'],
    ['kubectl delete get', 'change'],
    ['kubectl apply -f x', 'change'],
    ['kubectl apply -f x --dry-run=server', 'observation'],
    ['kubectl apply -f x --dry-run=none', 'change'],
    ['kubectl rollout restart deploy/x', 'change'],
    ['kubectl rollout', 'change'],
    ['kubectl exec x -- env A=b temporal operator namespace describe default', 'observation'],
    ['kubectl exec x -- rm -rf /', 'change'],
    ['kubectl exec x', 'change'],
    ['kubectl cnpg status db', 'observation'],
    ['kubectl cnpg promote db', 'change'],
    ['helm upgrade a b', 'change'],
    ['helm upgrade a b --dry-run', 'observation'],
    ['helm rollback a', 'change'],
    ['argocd app sync x', 'change'],
    ['aws secretsmanager delete-secret --secret-id x', 'change'],
    ['aws --region x rds describe-db-instances', 'observation'],
    ['aws rds wait db-instance-available', 'wait'],
    ['aws s3 cp a b', 'change'],
    ['tofu plan', 'observation'],
    ['terraform apply', 'change'],
    ['terraform -chdir=x apply', 'change'],
    ['watch -n 2 kubectl get pods', 'observation'],
    ['curl https://x', 'observation'],
    ['curl -X POST https://x', 'change'],
    ['unheard-of get', 'change'],
    ['psql -l', 'observation'],
    ['psql -f x.sql', 'change'],
    ['psql', 'change'],
    ['yq -i .x f', 'change'],
    ['git remote add a b', 'change'],
  ])('%s: %s', (command, kind) => {
    expect(kindOf(command)).toBe(kind)
  })

  it.each([
    ['SELECT count(*) FROM x', true],
    ["SELECT 'delete; from' FROM x;", true],
    ['WITH a AS (SELECT 1) SELECT * FROM a', true],
    ['EXPLAIN SELECT 1', true],
    ['\\d+ x', true],
    ['SHOW server_version', true],
    ['TABLE schema_version', true],
    ['SELECT pg_terminate_backend(1)', false],
    ['SELECT setval($$x$$, 1)', false],
    ['SELECT * INTO y FROM x', false],
    ['SELECT * FROM x FOR UPDATE', false],
    ['EXPLAIN ANALYZE DELETE FROM x', false],
    ['WITH a AS (DELETE FROM x RETURNING *) SELECT * FROM a', false],
    ['SELECT 1; DROP TABLE x', false],
    ['DELETE FROM x', false],
    ['\\copy x TO y', false],
    ['', false],
  ])('%s only reads: %s', (sql, reads) => {
    expect(readsOnly(sql)).toBe(reads)
    expect(classify(['psql', '-tAc', sql])).toBe(reads ? 'observation' : 'change')
    expect(classify(['kubectl', 'exec', 'db', '--', 'psql', '--command', sql])).toBe(
      reads ? 'observation' : 'change',
    )
  })

  it.each([
    ['grep -v Running', true],
    ['jq -r .x', true],
    ['base64 -d', true],
    ['sed s/a/b/', true],
    ['sed -i s/a/b/ f', false],
    ['sort -o f', false],
    ['awk {print}', true],
    ['awk {print>"f"}', false],
    ['tee f', false],
    ['xargs rm', false],
    ['sh', false],
  ])('%s is a filter: %s', (command, filter) => {
    expect(isFilter(command.split(' '))).toBe(filter)
  })
})
