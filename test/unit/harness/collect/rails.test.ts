import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowedCluster, requireSame } from '../../../../harness/collect/allowed-clusters.js'
import { collectionCommands, isCollected, listCommand } from '../../../../harness/collect/commands.js'
import { readOnlyArguments } from '../../../../harness/collect/read-only.js'
import { InvariantViolation, type RehearseError } from '../../../../twins/kernel/errors.js'

const UID = '8ce24f6f-df0d-4ee4-a1ee-4d91724a17b4'
const ARN = 'arn:aws:eks:us-west-2:123456789012:cluster/prod'

describe('readOnlyArguments', () => {
  it('lets every command of the documented collection pass, for the one context', () => {
    const commands = collectionCommands().filter(({ argv }) => argv[0] === 'kubectl')
    expect(commands).toHaveLength(5)
    for (const { argv } of commands)
      expect(readOnlyArguments(argv, 'prod')).toEqual([
        '--context=prod',
        '--request-timeout=2m',
        ...argv.slice(1),
      ])
  })

  it.each([
    ['another verb', ['kubectl', 'delete', 'pods', '--all-namespaces']],
    ['another program', ['helm', 'get', 'values', 'shop']],
    ['another context', ['kubectl', 'get', 'pods', '--context=other']],
    ['another server', ['kubectl', 'get', 'pods', '--server', 'http://elsewhere']],
    ['another user', ['kubectl', 'get', 'pods', '--as=root']],
    ['any path', ['kubectl', 'get', '--raw', '/api']],
    ['a watch that does not end', ['kubectl', 'get', 'pods', '--watch']],
    ['no verb', ['kubectl']],
    ['a flag before the verb', ['kubectl', '-v=9', 'get', 'pods']],
  ])('starts nothing for %s', (_name, argv) => {
    expect(() => readOnlyArguments(argv, 'prod')).toThrow(InvariantViolation)
  })

  it('takes no verb but the three, whatever stands behind it', () => {
    const words = fc.string({ minLength: 1 })
    fc.assert(
      fc.property(words, fc.array(words), (verb, rest) => {
        fc.pre(!['get', 'api-resources', 'version'].includes(verb))
        expect(() => readOnlyArguments(['kubectl', verb, ...rest], 'prod')).toThrow(InvariantViolation)
      }),
    )
  })

  it('takes no kind that is a flag', () => {
    expect(() => readOnlyArguments(listCommand('--raw=/api/v1/secrets'), 'prod')).toThrow(InvariantViolation)
  })
})

describe('isCollected', () => {
  it.each([
    ['events', false],
    ['events.events.k8s.io', false],
    ['leases.coordination.k8s.io', false],
    ['componentstatuses', false],
    ['pods.metrics.k8s.io', false],
    ['pods.custom.metrics.k8s.io', false],
    ['pods', true],
    ['secrets', true],
    ['customresourcedefinitions.apiextensions.k8s.io', true],
    ['persistentvolumes', true],
    ['events.example.com', true],
  ])('%s: %s', (kind, collected) => {
    expect(isCollected(kind)).toBe(collected)
  })
})

describe('allowedCluster', () => {
  const path = '/home/me/.config/rehearse/clusters'
  const text = `# what may be read\n\nstaging ${UID.replace('8', '9')}\n${ARN}  ${UID} \nmy laptop ${UID}\n`

  it.each([[ARN], ['my laptop']])('finds %s by its whole name', (context) => {
    expect(allowedCluster({ path, text }, context)).toEqual({ context, uid: UID })
  })

  it.each([
    ['a context that is not listed', text, 'prod'],
    ['a part of a listed one', text, 'stag'],
    ['no list at all', undefined, 'prod'],
  ])('refuses %s, and says how to allow it', (_name, list, context) => {
    expect(() => allowedCluster({ path, text: list }, context)).toThrow(
      expect.objectContaining({
        code: 'cluster-not-allowed',
        subject: context,
        remedy: expect.stringContaining(
          `  mkdir -p /home/me/.config/rehearse\n  kubectl --context=${context} get namespace kube-system -o 'jsonpath=${context} {.metadata.uid}{"\\n"}' >> ${path}`,
        ) as unknown as string,
      }),
    )
  })

  it('says it as a shell reads it, also where a path needs quotes', () => {
    const remedyFor = (shown: string): string => {
      try {
        allowedCluster({ path: shown, text: '' }, 'prod')
      } catch (error) {
        return (error as RehearseError).remedy ?? ''
      }
      return ''
    }
    expect(remedyFor('~/.config/rehearse/clusters')).toMatch(/ >> ~\/\.config\/rehearse\/clusters$/)
    expect(remedyFor('/my files/clusters')).toMatch(/mkdir -p '\/my files'\n.* >> '\/my files\/clusters'$/)
  })

  it.each(['prod', `prod ${UID} yes`, `prod ${UID.slice(1)}`])(
    'names the line that says nothing clear: %s',
    (line) => {
      expect(() => allowedCluster({ path, text: `# list\n${line}\n` }, 'prod')).toThrow(
        expect.objectContaining({ code: 'clusters-invalid', subject: `${path}:2` }),
      )
    },
  )

  it('takes the uid that is listed and no other', () => {
    const allowed = { context: 'prod', uid: UID }
    expect(() => requireSame(allowed, UID, path)).not.toThrow()
    expect(() => requireSame(allowed, '', path)).toThrow(expect.objectContaining({ code: 'cluster-changed' }))
  })
})
