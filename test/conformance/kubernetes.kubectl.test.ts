import { describe, expect, it } from 'vitest'
import { GOLDEN as golden, goldenWorld, mask } from '../support/golden-kubectl.js'

/** The answers of the real kubectl to a sequence of commands, and those of the built-in one on the same world. */
describe('kubectl, against kubectl v1.32.3', () => {
  const twin = goldenWorld()
  it.each(golden.commands.map((recorded, index) => [index, recorded.argv.join(' '), recorded] as const))(
    '%i: %s',
    (_index, _line, recorded) => {
      const { code, stdout, stderr } = twin.run(recorded.argv, recorded.stdin ?? '')
      twin.settle()
      expect({ code, stdout: mask(stdout), stderr: mask(stderr) }).toEqual({
        code: recorded.code,
        stdout: mask(recorded.stdout),
        stderr: mask(recorded.stderr),
      })
    },
  )
})

describe('kubectl as a process', () => {
  it('answers the same when its code runs anew over the journal at each step', () => {
    const twin = goldenWorld()
    const again = goldenWorld({ alwaysReexecute: true })
    for (const { argv, stdin = '' } of golden.commands.slice(0, 120)) {
      expect(again.run(argv, stdin)).toEqual(twin.run(argv, stdin))
    }
  })
})

describe('kubectl over a world that lives', () => {
  it('waits for a deletion until the grace period of the pods has passed', () => {
    const twin = goldenWorld()
    const [pod = ''] = twin.run('kubectl get pods -o name').stdout.split('\n')
    const before = twin.world.now
    expect(twin.run(`kubectl delete ${pod}`).stdout).toBe(`pod "${pod.slice(4)}" deleted\n`)
    expect(twin.get('', 'pods', 'default', pod.slice(4))).toBeUndefined()
    expect(twin.world.now).toBeGreaterThan(before)
  })

  it('does not wait with --wait=false', () => {
    const twin = goldenWorld()
    const pod = twin.run('kubectl get pods -o name').stdout.split('\n')[0]?.slice(4) ?? ''
    expect(twin.run(`kubectl delete pod ${pod} --wait=false`).code).toBe(0)
    expect(twin.get('', 'pods', 'default', pod)?.['metadata']).toHaveProperty('deletionTimestamp')
  })

  it('gives up on an object whose finalizer stays', () => {
    const twin = goldenWorld()
    const patch = '{"metadata":{"finalizers":["example.com/stay"]}}'
    twin.run(['kubectl', 'patch', 'wd', 'w1', '--type=merge', '-p', patch])
    expect(twin.run('kubectl delete wd w1 --timeout=5s')).toMatchObject({
      code: 1,
      stdout: 'widget.example.com "w1" deleted\n',
      stderr: 'error: timed out waiting for the condition on widgets/w1\n',
    })
  })

  it('comes to rest while it waits without end, and ends when the finalizer goes', () => {
    const twin = goldenWorld()
    const patch = (finalizers: string) => ['kubectl', 'patch', 'wd', 'w1', '--type=merge', '-p', finalizers]
    twin.run(patch('{"metadata":{"finalizers":["example.com/stay"]}}'))
    const pid = twin.start('kubectl delete wd w1')
    twin.quiesce()
    expect(twin.exitOf(pid)).toBeNull()
    twin.run(patch('{"metadata":{"finalizers":null}}'))
    twin.quiesce()
    expect(twin.exitOf(pid)).toMatchObject({ code: 0 })
  })

  it('says that a rollout with a missing Secret does not end', () => {
    const twin = goldenWorld()
    twin.run('kubectl apply -f deploy.yaml')
    twin.settle()
    twin.run('kubectl delete secret creds')
    twin.run('kubectl rollout restart deploy/api')
    const { code, stdout, stderr } = twin.run('kubectl rollout status deploy/api --timeout=20s')
    expect(stdout).toContain(
      'Waiting for deployment "api" rollout to finish: 1 old replicas are pending termination...',
    )
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: timed out waiting for the condition\n' })
    expect(twin.run('kubectl get pods').stdout).toContain('CreateContainerConfigError')
    expect(twin.run('kubectl rollout status deploy/api')).toMatchObject({
      code: 1,
      stderr: 'error: deployment "api" exceeded its progress deadline\n',
    })
  })

  it('ends a rollout status when the object goes', () => {
    const twin = goldenWorld()
    twin.run('kubectl patch deploy web -p {"spec":{"template":{"spec":{"nodeSelector":{"no":"where"}}}}}')
    const pid = twin.start('kubectl rollout status deploy web')
    twin.run('kubectl delete deploy web')
    twin.quiesce()
    expect(twin.exitOf(pid)).toMatchObject({ code: 1, stderr: 'error: object has been deleted\n' })
  })

  it('waits for a condition that comes later', () => {
    const twin = goldenWorld()
    twin.run('kubectl apply -f deploy.yaml')
    expect(twin.run('kubectl wait --for=condition=Available deploy/api --timeout=60s')).toMatchObject({
      code: 0,
      stdout: 'deployment.apps/api condition met\n',
    })
  })

  it('prints what an object has gone through as events', () => {
    const twin = goldenWorld()
    expect(twin.run('kubectl describe deploy web').stdout).toMatch(
      / {2}Normal {2}ScalingReplicaSet {2}\d+s {4}deployment-controller {2}Scaled up replica set web-\w+ from 0 to 2\n$/,
    )
  })
})

describe('kubectl create', () => {
  const twin = goldenWorld()
  const exists = 'already exists\n'
  it.each([
    [
      'create secret generic s1 --from-literal=a=b --from-file=k --from-file=x=k/one',
      0,
      'secret/s1 created\n',
      '',
    ],
    ['create secret generic s1', 1, '', `error: failed to create secret secrets "s1" ${exists}`],
    [
      'get secret s1 -o jsonpath={.type}{.data}',
      0,
      'Opaque{"a":"Yg==","one":"MQ==","two":"endlaQ==","x":"MQ=="}',
      '',
    ],
    ['create configmap c1 --from-literal=q=r -n test', 0, 'configmap/c1 created\n', ''],
    ['create cm c1 -n test', 1, '', `error: failed to create configmap: configmaps "c1" ${exists}`],
    ['create cm c1 -n nowhere', 1, '', 'error: failed to create configmap: namespaces "nowhere" not found\n'],
    ['create ns nn', 0, 'namespace/nn created\n', ''],
    ['create namespace nn', 1, '', `Error from server (AlreadyExists): namespaces "nn" ${exists}`],
    ['create sa bot', 0, 'serviceaccount/bot created\n', ''],
    ['create ns n2 --dry-run=server', 0, 'namespace/n2 created (server dry run)\n', ''],
    ['get ns n2 --ignore-not-found', 0, '', ''],
    ['delete cm --all -n nn', 0, 'configmap "kube-root-ca.crt" deleted\n', ''],
    [
      'delete ns nn -n default',
      0,
      'namespace "nn" deleted\n',
      'Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n',
    ],
    [
      'delete secret s1 nope',
      1,
      'secret "s1" deleted\n',
      'Error from server (NotFound): secrets "nope" not found\n',
    ],
  ])('%s', (line, code, stdout, stderr) => {
    expect(twin.run(`kubectl ${line}`)).toMatchObject({ code, stdout, stderr })
  })
})

describe('kubectl logs', () => {
  const twin = goldenWorld()
  const [pod = ''] = twin.run('kubectl get pods -o name').stdout.split('\n')
  it('reads the first pod of a workload', () => {
    const { code, stderr } = twin.run('kubectl logs deploy/web')
    expect({ code, stderr: mask(stderr) }).toEqual({ code: 0, stderr: 'Found 2 pods, using pod/HASH\n' })
  })

  it.each([
    [`logs ${pod}`, 0, ''],
    [`logs ${pod} -c nope`, 1, `error: container nope is not valid for pod ${pod.slice(4)}\n`],
    [
      `logs ${pod} --previous`,
      1,
      `Error from server (BadRequest): previous terminated container "main" in pod "${pod.slice(4)}" not found\n`,
    ],
    ['logs nope', 1, 'error: error from server (NotFound): pods "nope" not found in namespace "default"\n'],
  ])('%s', (line, code, stderr) => {
    expect(twin.run(`kubectl ${line}`)).toMatchObject({ code, stderr })
  })

  it('says why a container that waits has none', () => {
    const waiting = goldenWorld()
    waiting.run('kubectl delete secret creds')
    waiting.run('kubectl apply -f deploy.yaml')
    waiting.settle()
    expect(waiting.run('kubectl logs deploy/api').stderr).toContain(
      'is waiting to start: CreateContainerConfigError',
    )
  })
})
