/** How an option of an operation reads its value. */
export interface OptionSpec {
  /** `flag` also has a `--no-` form; `texts` and `tags` take several words. */
  readonly type: 'text' | 'integer' | 'flag' | 'texts' | 'tags' | 'filters'
  /** The member of the operation's input. */
  readonly member: string
  readonly required?: true
  /** Minimal length, checked by the client (botocore 1.43.107 service-2.json). */
  readonly min?: number
}

/** One subcommand of `aws secretsmanager`. */
export interface CommandSpec {
  readonly operation: string
  readonly options: Readonly<Record<string, OptionSpec>>
  /** Options upstream has and the twin does not: giving one is `NotModelled`. */
  readonly notModelled: readonly string[]
  /** The CLI fills in a ClientRequestToken. */
  readonly idempotent?: true
  /** The CLI reads all pages. */
  readonly paginated?: true
}

const SECRET_ID: OptionSpec = { type: 'text', member: 'SecretId', required: true, min: 1 }
const TOKEN: OptionSpec = { type: 'text', member: 'ClientRequestToken', min: 32 }
const SECRET_STRING: OptionSpec = { type: 'text', member: 'SecretString', min: 1 }
const DESCRIPTION: OptionSpec = { type: 'text', member: 'Description' }
const KMS_KEY_ID: OptionSpec = { type: 'text', member: 'KmsKeyId' }
const INPUT_OPTIONS = ['--cli-input-json', '--cli-input-yaml', '--generate-cli-skeleton']

/** The subcommands that are built in, with the options of aws-cli 2.36.7. */
export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  'create-secret': {
    operation: 'CreateSecret',
    idempotent: true,
    options: {
      '--name': { type: 'text', member: 'Name', required: true, min: 1 },
      '--client-request-token': TOKEN,
      '--description': DESCRIPTION,
      '--kms-key-id': KMS_KEY_ID,
      '--secret-string': SECRET_STRING,
      '--tags': { type: 'tags', member: 'Tags' },
    },
    notModelled: [
      '--secret-binary',
      '--add-replica-regions',
      '--force-overwrite-replica-secret',
      '--no-force-overwrite-replica-secret',
      '--type',
      ...INPUT_OPTIONS,
    ],
  },
  'put-secret-value': {
    operation: 'PutSecretValue',
    idempotent: true,
    options: {
      '--secret-id': SECRET_ID,
      '--client-request-token': TOKEN,
      '--secret-string': SECRET_STRING,
      '--version-stages': { type: 'texts', member: 'VersionStages', min: 1 },
    },
    notModelled: ['--secret-binary', '--rotation-token', ...INPUT_OPTIONS],
  },
  'update-secret': {
    operation: 'UpdateSecret',
    idempotent: true,
    options: {
      '--secret-id': SECRET_ID,
      '--client-request-token': TOKEN,
      '--description': DESCRIPTION,
      '--kms-key-id': KMS_KEY_ID,
      '--secret-string': SECRET_STRING,
    },
    notModelled: ['--secret-binary', '--type', ...INPUT_OPTIONS],
  },
  'get-secret-value': {
    operation: 'GetSecretValue',
    options: {
      '--secret-id': SECRET_ID,
      '--version-id': { type: 'text', member: 'VersionId', min: 32 },
      '--version-stage': { type: 'text', member: 'VersionStage', min: 1 },
    },
    notModelled: INPUT_OPTIONS,
  },
  'describe-secret': {
    operation: 'DescribeSecret',
    options: { '--secret-id': SECRET_ID },
    notModelled: INPUT_OPTIONS,
  },
  'delete-secret': {
    operation: 'DeleteSecret',
    options: {
      '--secret-id': SECRET_ID,
      '--recovery-window-in-days': { type: 'integer', member: 'RecoveryWindowInDays' },
      '--force-delete-without-recovery': { type: 'flag', member: 'ForceDeleteWithoutRecovery' },
    },
    notModelled: INPUT_OPTIONS,
  },
  'restore-secret': {
    operation: 'RestoreSecret',
    options: { '--secret-id': SECRET_ID },
    notModelled: INPUT_OPTIONS,
  },
  'list-secrets': {
    operation: 'ListSecrets',
    paginated: true,
    options: {
      '--include-planned-deletion': { type: 'flag', member: 'IncludePlannedDeletion' },
      '--filters': { type: 'filters', member: 'Filters' },
      '--sort-order': { type: 'text', member: 'SortOrder' },
      '--sort-by': { type: 'text', member: 'SortBy' },
    },
    notModelled: [
      '--max-results',
      '--max-items',
      '--page-size',
      '--next-token',
      '--starting-token',
      ...INPUT_OPTIONS,
    ],
  },
}

/** The other subcommands of `aws secretsmanager` in aws-cli 2.36.7. */
export const OTHER_COMMANDS: readonly string[] = [
  'batch-get-secret-value',
  'cancel-rotate-secret',
  'delete-resource-policy',
  'get-random-password',
  'get-resource-policy',
  'help',
  'list-secret-version-ids',
  'put-resource-policy',
  'remove-regions-from-replication',
  'replicate-secret-to-regions',
  'rotate-secret',
  'stop-replication-to-replica',
  'tag-resource',
  'untag-resource',
  'update-secret-version-stage',
  'validate-resource-policy',
]

/** A global option (aws-cli 2.36.7 awscli/data/cli.json). */
export interface GlobalSpec {
  readonly takesValue: boolean
  /** `used`: read; `accepted`: has no bearing on a twin; `refused`: giving it is `NotModelled`. */
  readonly use: 'used' | 'accepted' | 'refused'
  readonly choices?: readonly string[]
}

/** All global options. */
export const GLOBAL_OPTIONS: Readonly<Record<string, GlobalSpec>> = {
  '--debug': { takesValue: false, use: 'refused' },
  '--endpoint-url': { takesValue: true, use: 'accepted' },
  '--no-verify-ssl': { takesValue: false, use: 'accepted' },
  '--no-paginate': { takesValue: false, use: 'used' },
  '--output': {
    takesValue: true,
    use: 'used',
    choices: ['json', 'text', 'table', 'yaml', 'yaml-stream', 'off'],
  },
  '--query': { takesValue: true, use: 'used' },
  '--profile': { takesValue: true, use: 'used' },
  '--region': { takesValue: true, use: 'used' },
  '--version': { takesValue: false, use: 'refused' },
  '--color': { takesValue: true, use: 'accepted', choices: ['on', 'off', 'auto'] },
  '--no-sign-request': { takesValue: false, use: 'refused' },
  '--ca-bundle': { takesValue: true, use: 'accepted' },
  '--cli-read-timeout': { takesValue: true, use: 'accepted' },
  '--cli-connect-timeout': { takesValue: true, use: 'accepted' },
  '--cli-binary-format': {
    takesValue: true,
    use: 'accepted',
    choices: ['base64', 'raw-in-base64-out'],
  },
  '--no-cli-pager': { takesValue: false, use: 'accepted' },
  '--cli-auto-prompt': { takesValue: false, use: 'refused' },
  '--no-cli-auto-prompt': { takesValue: false, use: 'accepted' },
  '--cli-error-format': { takesValue: true, use: 'refused' },
}
