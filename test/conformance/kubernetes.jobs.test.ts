import { describe, expect, it } from 'vitest'
import { memoryFiles } from '../../twins/kernel/index.js'
import { kubernetes } from '../../twins/kubernetes/index.js'
import { TestTwin } from '../support/twin.js'

const job = (name: string, script: string, spec = ''): string => `
apiVersion: batch/v1
kind: Job
metadata: { name: ${name} }
spec:
  ${spec}
  template:
    spec:
      restartPolicy: Never
      containers:
      - { name: main, image: "busybox:1.37", command: [sh, -c, ${JSON.stringify(script)}] }
`

const nightly = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "30 2 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - { name: main, image: "busybox:1.37", command: ["true"] }
`

function twinWith(files: Readonly<Record<string, string>>): TestTwin {
  return new TestTwin({ components: [kubernetes], files: memoryFiles(files) })
}

const statusOf = (twin: TestTwin, name: string) => twin.get('batch', 'jobs', 'default', name)?.['status']

describe('an operator runs a Job', () => {
  it('applies it, waits for it and reads what it printed', () => {
    const twin = twinWith({ 'job.yaml': job('migrate', 'echo migrated') })
    expect(twin.run('kubectl apply -f job.yaml').stdout).toBe('job.batch/migrate created\n')
    expect(twin.run('kubectl get jobs').stdout).toMatch(
      /^NAME +STATUS +COMPLETIONS +DURATION +AGE\nmigrate +Running +0\/1 +/,
    )
    expect(twin.run('kubectl wait --for=condition=complete job/migrate --timeout=60s')).toMatchObject({
      code: 0,
      stdout: 'job.batch/migrate condition met\n',
    })
    expect(twin.run('kubectl get jobs --no-headers').stdout).toMatch(/^migrate +Complete +1\/1 +3s +/)
    expect(twin.run('kubectl logs job/migrate').stdout).toBe('migrated\n')
    expect(twin.run('kubectl get pods --no-headers').stdout).toMatch(/^migrate-\w{5} +0\/1 +Completed +0 +/)
  })

  it('waits longer than Helm does for one that cannot succeed', () => {
    const twin = twinWith({ 'job.yaml': job('broken', 'exit 1') })
    twin.run('kubectl apply -f job.yaml')
    expect(twin.run('kubectl wait --for=condition=failed job/broken --timeout=300s')).toMatchObject({
      code: 1,
      stderr: 'error: timed out waiting for the condition on jobs/broken\n',
    })
    expect(twin.run('kubectl wait --for=condition=failed job/broken --timeout=600s').code).toBe(0)
    expect(statusOf(twin, 'broken')).toMatchObject({ failed: 7 })
  })

  it('cannot change what its pods are made from, but can replace it', () => {
    const twin = twinWith({ 'job.yaml': job('migrate', 'true'), 'next.yaml': job('migrate', 'false') })
    twin.run('kubectl apply -f job.yaml')
    twin.settle()
    const refused = twin.run('kubectl apply -f next.yaml')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(
      /^The Job "migrate" is invalid: spec\.template: Invalid value: .*: field is immutable\n$/s,
    )
    const [pod] = twin.run('kubectl get pods -o name').stdout.split('\n')
    twin.run('kubectl delete -f job.yaml')
    expect(twin.run('kubectl apply -f next.yaml').code).toBe(0)
    twin.elapse(10_000)
    const pods = twin.run('kubectl get pods -o name').stdout
    expect(pods).not.toContain(pod)
    expect(twin.run('kubectl get jobs --no-headers').stdout).toMatch(/^migrate +Running +0\/1/)
  })

  it('settles when it has ended, well or badly', () => {
    for (const script of ['true', 'false']) {
      const twin = twinWith({ 'job.yaml': job('j', script) })
      twin.run('kubectl apply -f job.yaml')
      expect(twin.settle()).toBe('settled')
    }
  })

  it('deletes it with its pods', () => {
    const twin = twinWith({ 'job.yaml': job('long', 'sleep 3600', 'parallelism: 3') })
    twin.run('kubectl apply -f job.yaml')
    twin.elapse(10_000)
    expect(twin.run('kubectl delete job long').stdout).toBe('job.batch "long" deleted\n')
    twin.elapse(10_000)
    expect(twin.run('kubectl get pods').stderr).toBe('No resources found in default namespace.\n')
  })
})

describe('an operator runs a CronJob', () => {
  it('once a night, after the clock', () => {
    const twin = twinWith({ 'nightly.yaml': nightly })
    twin.run('kubectl apply -f nightly.yaml')
    twin.elapse(3 * 3_600_000)
    expect(twin.run('kubectl get cronjobs --no-headers').stdout).toMatch(
      /^nightly +30 2 \* \* \* +<none> +False +0 +30m +3h/,
    )
    expect(twin.run('kubectl get jobs --no-headers').stdout).toMatch(
      /^nightly-29453910 +Complete +1\/1 +3s +30m/,
    )
  })
})
