import { describe, expect, it } from 'vitest'
import { limitTimeOuts, scaleTimeOuts } from '../../../../harness/serve/real-clients/time-outs.js'

describe('scaleTimeOuts', () => {
  it.each([
    ['kubectl rollout status deploy/x --timeout=120s', 'kubectl rollout status deploy/x --timeout=2s'],
    ['kubectl delete pod x --timeout 1m', 'kubectl delete pod x --timeout 1s'],
    ['kubectl wait pod/x --for=delete', 'kubectl wait pod/x --for=delete --timeout=500ms'],
    ['kubectl -n wait get pods', 'kubectl -n wait get pods'],
    ['kubectl wait pod/x --for=delete --timeout=0', 'kubectl wait pod/x --for=delete --timeout=0'],
    ['kubectl wait pod/x --for=delete --timeout=-1s', 'kubectl wait pod/x --for=delete --timeout=-1s'],
    ['kubectl rollout status deploy/x', 'kubectl rollout status deploy/x'],
    ['kubectl delete pod x --grace-period=60', 'kubectl delete pod x --grace-period=60'],
    ['kubectl get pods --request-timeout=60s', 'kubectl get pods --request-timeout=60s'],
    ['kubectl exec p -- run --timeout=60s', 'kubectl exec p -- run --timeout=60s'],
    ['kubectl wait pod/x --for=delete -- y', 'kubectl wait pod/x --for=delete --timeout=500ms -- y'],
    ['helm upgrade r chart --atomic', 'helm upgrade r chart --atomic --timeout=5s'],
    ['helm --namespace install list', 'helm --namespace install list'],
    ['helm --namespace install uninstall r', 'helm --namespace install uninstall r --timeout=5s'],
    ['helm install r chart --timeout 10m', 'helm install r chart --timeout 10s'],
    ['helm rollback r 1 --timeout=soon', 'helm rollback r 1 --timeout=soon'],
    ['helm template r chart', 'helm template r chart'],
    ['aws secretsmanager list-secrets', 'aws secretsmanager list-secrets'],
  ])('%s at speed 60', (command, scaled) => {
    expect(scaleTimeOuts(command.split(' '), 60).join(' ')).toBe(scaled)
  })

  it('leaves a millisecond at least: 0 would mean to wait for ever', () => {
    expect(scaleTimeOuts(['kubectl', 'wait', 'pod/x', '--timeout=1ms'], 1000).at(-1)).toBe('--timeout=1ms')
  })
})

describe('limitTimeOuts', () => {
  it.each([
    ['helm upgrade r chart --atomic', 'helm upgrade r chart --atomic --timeout=20s'],
    ['helm install r chart --timeout 10m', 'helm install r chart --timeout 20s'],
    ['kubectl rollout status deploy/x --timeout=120s', 'kubectl rollout status deploy/x --timeout=20s'],
    ['kubectl delete pod x --timeout=15s', 'kubectl delete pod x --timeout=15s'],
    ['kubectl rollout status deploy/x', 'kubectl rollout status deploy/x'],
    ['kubectl get pods', 'kubectl get pods'],
  ])('%s', (command, limited) => {
    expect(limitTimeOuts(command.split(' '), 20_000).join(' ')).toBe(limited)
  })
})
