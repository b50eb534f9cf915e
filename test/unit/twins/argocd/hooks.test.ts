import { describe, expect, it } from 'vitest'
import {
  deletePolicies,
  isHook,
  isIgnored,
  isSkipped,
  syncPhases,
  waveOf,
} from '../../../../twins/argocd/hooks.js'

const object = (annotations: Record<string, string>) => ({
  kind: 'Job',
  metadata: { name: 'x', annotations },
})
const HOOK = 'argocd.argoproj.io/hook'
const HELM = 'helm.sh/hook'

describe('hooks', () => {
  it.each([
    [{}, false, false, ['Sync']],
    [{ [HOOK]: 'PreSync' }, true, false, ['PreSync']],
    [{ [HOOK]: 'PreSync, PostSync' }, true, false, ['PreSync', 'PostSync']],
    [{ [HOOK]: 'Skip' }, false, false, []],
    [{ [HELM]: 'pre-install,pre-upgrade' }, true, false, ['PreSync']],
    [{ [HELM]: 'pre-install', [HOOK]: 'PostSync' }, true, false, ['PostSync']],
    [{ [HELM]: 'crd-install' }, false, false, ['Sync']],
    [{ [HELM]: 'test' }, true, true, []],
    [{ [HELM]: 'pre-rollback' }, true, true, []],
    [{ [HELM]: 'post-delete' }, true, false, []],
  ])('%j: hook %s, ignored %s, applied at %j', (annotations, hook, ignored, phases) => {
    const it = object(annotations as unknown as Record<string, string>)
    expect([isHook(it), isIgnored(it), syncPhases(it)]).toEqual([hook, ignored, phases])
    expect(isSkipped(it)).toBe(JSON.stringify(annotations).includes('Skip'))
  })

  it.each([
    [{}, ['BeforeHookCreation']],
    [{ 'argocd.argoproj.io/hook-delete-policy': 'nonsense' }, ['BeforeHookCreation']],
    [{ 'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded' }, ['HookSucceeded']],
    [
      {
        'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded',
        'helm.sh/hook-delete-policy': 'hook-failed',
      },
      ['HookSucceeded', 'HookFailed'],
    ],
  ])('%j are deleted by %j', (annotations, policies) => {
    expect(deletePolicies(object(annotations as unknown as Record<string, string>))).toEqual(policies)
  })

  it.each([
    [{}, 0],
    [{ 'argocd.argoproj.io/sync-wave': '-3', 'helm.sh/hook-weight': '5' }, -3],
    [{ 'helm.sh/hook-weight': '5' }, 5],
    [{ 'argocd.argoproj.io/sync-wave': 'first' }, 0],
  ])('%j is wave %i', (annotations, wave) => {
    expect(waveOf(object(annotations as unknown as Record<string, string>))).toBe(wave)
  })
})
