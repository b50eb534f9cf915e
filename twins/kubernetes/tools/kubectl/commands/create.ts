import type { JsonObject } from '../../../../kernel/json.js'
import { send } from '../client.js'
import type { Command, CommandGroup } from '../command.js'
import { addSource, KubectlError, usageError } from '../errors.js'
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  fieldManagerFlag,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unmodelled,
  VALIDATE_FLAG,
} from '../flag-sets.js'
import { withLastApplied } from '../last-applied.js'
import { resourceOf } from '../mappings.js'
import { dryRunOf, fieldValidationOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { type Found, visit } from '../sources.js'
import { createConfigMap } from './create-configmap.js'
import { createDeployment } from './create-deployment.js'
import { createCronJob, createJob } from './create-job.js'
import { createNamespace } from './create-namespace.js'
import { createPodDisruptionBudget } from './create-pdb.js'
import { createClusterRole, createRole } from './create-role.js'
import { createClusterRoleBinding, createRoleBinding } from './create-role-binding.js'
import { createSecretDockerRegistry } from './create-secret-docker-registry.js'
import { createSecretGeneric } from './create-secret-generic.js'
import { createService } from './create-service.js'
import { createServiceAccount } from './create-serviceaccount.js'

/** `kubectl create -f`. Source: kubectl v0.32.0 pkg/cmd/create/create.go (RunCreate). */
const createFromFiles: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...DRY_RUN_FLAG,
    ...VALIDATE_FLAG,
    ...fieldManagerFlag('kubectl-create'),
    edit: unmodelled('bool'),
    raw: unmodelled('string'),
    'save-config': { type: 'bool' },
    'windows-line-endings': { type: 'bool' },
  },

  *run(invocation) {
    const { flags, args, path } = invocation
    if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`)
    const dryRun = dryRunOf(invocation)
    const fieldValidation = fieldValidationOf(invocation)
    const printer = resultPrinter(invocation)
    if (flags.list('filename').length === 0) throw new KubectlError('must specify one of -f and -k')
    const selected = yield* select(
      invocation,
      selectionOf(invocation, { args: [], validate: fieldValidation !== 'Ignore' }),
    )
    let count = 0
    yield* visit(invocation, selected, {}, function* (target) {
      const { mapping, namespace, source, object } = target as Found
      const body = flags.on('save-config') ? withLastApplied(object) : object
      let created: JsonObject = body
      if (dryRun !== 'client') {
        try {
          created = yield* send(invocation, {
            verb: 'create',
            ...resourceOf(mapping),
            ...(namespace === '' ? {} : { namespace }),
            body,
            fieldManager: flags.text('field-manager'),
            fieldValidation,
            ...(dryRun === 'server' ? { dryRun: true } : {}),
          })
        } catch (error) {
          throw addSource('creating', source, error)
        }
      }
      count++
      yield* printer.print(created, operationText('created', dryRun))
    })
    if (count === 0) throw new KubectlError('no objects passed to create')
    return 0
  },
}

/** `kubectl create` with those of its subcommands that runbooks use. */
export const create: CommandGroup = {
  own: createFromFiles,
  subcommands: {
    configmap: createConfigMap,
    cm: { alias: 'configmap' },
    namespace: createNamespace,
    ns: { alias: 'namespace' },
    secret: {
      subcommands: {
        generic: createSecretGeneric,
        'docker-registry': createSecretDockerRegistry,
        tls: 'not-modelled',
      },
    },
    serviceaccount: createServiceAccount,
    sa: { alias: 'serviceaccount' },
    clusterrole: createClusterRole,
    clusterrolebinding: createClusterRoleBinding,
    cronjob: createCronJob,
    cj: { alias: 'cronjob' },
    deployment: createDeployment,
    deploy: { alias: 'deployment' },
    ingress: 'not-modelled',
    ing: { alias: 'ingress' },
    job: createJob,
    poddisruptionbudget: createPodDisruptionBudget,
    pdb: { alias: 'poddisruptionbudget' },
    priorityclass: 'not-modelled',
    pc: { alias: 'priorityclass' },
    quota: 'not-modelled',
    resourcequota: { alias: 'quota' },
    role: createRole,
    rolebinding: createRoleBinding,
    service: createService,
    svc: { alias: 'service' },
    token: 'not-modelled',
  },
}
