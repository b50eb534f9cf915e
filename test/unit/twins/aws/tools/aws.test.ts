import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { describe, expect, it } from 'vitest'
import { type AwsRequest, seedSecrets } from '../../../../../twins/aws/index.js'
import { AwsWorld, type ToolOptions } from '../../../../support/aws-world.js'

const NAME = 'tracecat/prod/postgres'
const TOKEN = '1'.repeat(32)

const USAGE = `usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
`

function seeded(files: Record<string, string> = {}): AwsWorld {
  const aws = new AwsWorld({ files })
  for (const call of seedSecrets([{ name: NAME, secretString: '{"password":"p1"}' }], {
    region: 'eu-west-1',
  })) {
    aws.send(call.payload as AwsRequest)
  }
  return aws
}

/** `aws secretsmanager <words>`; words are split at spaces. */
function sm(aws: AwsWorld, words: string, options: ToolOptions & { readonly more?: readonly string[] } = {}) {
  return aws.aws(['secretsmanager', ...words.split(' '), ...(options.more ?? [])], options)
}

async function storedValue(aws: AwsWorld, name = NAME): Promise<string | undefined> {
  return (await aws.client().send(new GetSecretValueCommand({ SecretId: name }))).SecretString
}

describe('aws secretsmanager', () => {
  it('get-secret-value prints JSON in the order of the model, dates in ISO 8601', () => {
    const aws = seeded()
    const exit = sm(aws, `get-secret-value --secret-id ${NAME}`)
    const { ARN: arn, VersionId: versionId } = JSON.parse(exit.stdout)
    expect(exit).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: `{
    "ARN": "${arn}",
    "Name": "${NAME}",
    "VersionId": "${versionId}",
    "SecretString": "{\\"password\\":\\"p1\\"}",
    "VersionStages": [
        "AWSCURRENT"
    ],
    "CreatedDate": "2026-01-01T00:00:00+00:00"
}
`,
    })
  })

  it('get-secret-value --query SecretString --output text prints the value alone', () => {
    const exit = sm(seeded(), `get-secret-value --secret-id ${NAME} --query SecretString --output text`)
    expect([exit.code, exit.stdout]).toEqual([0, '{"password":"p1"}\n'])
  })

  it.each([
    ['--secret-string', 'a value with spaces'],
    ['--secret-string=a=b', undefined],
    ['--secret-string', 'file://secrets/value.json'],
    ['--secret-string', 'file:///dev/stdin'],
  ])('create-secret %s %s', async (option, value) => {
    const aws = new AwsWorld({ files: { 'steps/secrets/value.json': '{"a":1}\r\n' } })
    const more = [option, ...(value === undefined ? [] : [value])]
    const exit = sm(aws, 'create-secret --name new', { more, cwd: 'steps', stdin: 'piped\n' })
    expect([exit.code, exit.stderr]).toEqual([0, ''])
    const expected = { 'file://secrets/value.json': '{"a":1}\n', 'file:///dev/stdin': 'piped\n' }
    expect(await storedValue(aws, 'new')).toBe(expected[value as keyof typeof expected] ?? value ?? 'a=b')
  })

  it('create-secret sends description, tags and token', () => {
    const aws = new AwsWorld()
    const words = `create-secret --name new --tags Key=a,Value=1 Key=b,Value=2 --client-request-token ${TOKEN}`
    const created = sm(aws, `${words} --description d --secret-string s`)
    expect(JSON.parse(created.stdout).VersionId).toBe(TOKEN)
    const described = JSON.parse(sm(aws, 'describe-secret --secret-id new').stdout)
    expect(described).toMatchObject({
      Description: 'd',
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
      VersionIdsToStages: { [TOKEN]: ['AWSCURRENT'] },
    })
  })

  it('create-secret takes tags as JSON', () => {
    const aws = new AwsWorld()
    const exit = sm(aws, 'create-secret --name new --tags', { more: ['[{"Key": "a", "Value": "x y"}]'] })
    expect(exit.code).toBe(0)
    expect(sm(aws, 'describe-secret --secret-id new --query Tags[0].Value').stdout).toBe('"x y"\n')
  })

  it('put-secret-value and update-secret make versions with new tokens', async () => {
    const aws = seeded()
    const put = sm(aws, `put-secret-value --secret-id ${NAME} --secret-string p2`)
    expect(JSON.parse(put.stdout).VersionStages).toEqual(['AWSCURRENT'])
    expect(await storedValue(aws)).toBe('p2')
    const update = sm(aws, `update-secret --secret-id ${NAME} --secret-string p3`)
    expect(JSON.parse(update.stdout).VersionId).not.toBe(JSON.parse(put.stdout).VersionId)
    expect(await storedValue(aws)).toBe('p3')
  })

  it('put-secret-value takes several labels', () => {
    const exit = sm(seeded(), `put-secret-value --secret-id ${NAME} --version-stages b a --secret-string p2`)
    expect(JSON.parse(exit.stdout).VersionStages).toEqual(['a', 'b'])
  })

  it('delete-secret schedules, restore-secret takes it back, force deletes', () => {
    const aws = seeded()
    const scheduled = sm(aws, `delete-secret --secret-id ${NAME} --recovery-window-in-days 7`)
    expect(JSON.parse(scheduled.stdout).DeletionDate).toBe('2026-01-08T00:00:00.040000+00:00')
    expect(sm(aws, 'list-secrets').stdout).toBe('{\n    "SecretList": []\n}\n')
    expect(sm(aws, 'list-secrets --include-planned-deletion --query SecretList[].Name').stdout).toBe(
      `[\n    "${NAME}"\n]\n`,
    )
    expect(sm(aws, `restore-secret --secret-id ${NAME}`).code).toBe(0)
    expect(sm(aws, `delete-secret --secret-id ${NAME} --force-delete-without-recovery`).code).toBe(0)
    expect(sm(aws, `describe-secret --secret-id ${NAME}`).code).toBe(254)
  })

  it('list-secrets reads all pages unless told not to', () => {
    const aws = new AwsWorld()
    const secrets = Array.from({ length: 101 }, (_, index) => ({
      name: `s${String(index).padStart(3, '0')}`,
      secretString: 'v',
    }))
    for (const call of seedSecrets(secrets, { region: 'eu-west-1' })) aws.send(call.payload as AwsRequest)
    const all = JSON.parse(sm(aws, 'list-secrets').stdout)
    expect([all.SecretList.length, all.NextToken]).toEqual([101, undefined])
    const first = JSON.parse(sm(aws, 'list-secrets --no-paginate').stdout)
    expect([first.SecretList.length, typeof first.NextToken]).toEqual([100, 'string'])
    const filtered = sm(aws, 'list-secrets --filters Key=name,Values=s00,s100 --query SecretList[*].Name')
    expect(JSON.parse(filtered.stdout)).toHaveLength(11)
  })

  it('prints text in columns, nested values below', () => {
    const aws = new AwsWorld()
    sm(aws, `create-secret --name a --tags Key=k,Value=v --client-request-token ${TOKEN} --secret-string s`)
    const arn = JSON.parse(sm(aws, 'describe-secret --secret-id a').stdout).ARN
    const at = '2026-01-01T00:00:00.040000+00:00'
    expect(sm(aws, 'describe-secret --secret-id a --output text').stdout).toBe(
      [`${arn}\t${at}\t${at}\ta`, 'TAGS\tk\tv', `${TOKEN}\tAWSCURRENT`, ''].join('\n'),
    )
    expect(sm(aws, 'list-secrets', { env: { AWS_DEFAULT_OUTPUT: 'text' } }).stdout).toBe(
      [`SECRETLIST\t${arn}\t${at}\t${at}\ta`, `${TOKEN}\tAWSCURRENT`, 'TAGS\tk\tv', ''].join('\n'),
    )
    expect(sm(aws, 'get-secret-value --secret-id a --query SecretBinary --output text').stdout).toBe('None\n')
    expect(sm(aws, 'get-secret-value --secret-id a --query VersionStages --output text').stdout).toBe(
      'AWSCURRENT\n',
    )
  })

  it('takes the region from the option, AWS_REGION, AWS_DEFAULT_REGION', () => {
    const aws = seeded()
    const describe = `describe-secret --secret-id ${NAME}`
    expect(sm(aws, `${describe} --region us-east-1`).code).toBe(254)
    expect(sm(aws, describe, { env: { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' } }).code).toBe(253)
    expect(aws.aws(['--region', 'eu-west-1', 'secretsmanager', ...describe.split(' ')]).code).toBe(0)
  })

  it('accepts what has no bearing on a twin', () => {
    const words = `--endpoint-url http://localhost:4566 --no-cli-pager --color off --no-verify-ssl --profile prod`
    expect(sm(seeded(), `describe-secret --secret-id ${NAME} ${words}`).code).toBe(0)
  })

  it('sends again with the same token when the answer is lost', async () => {
    const aws = seeded()
    const exit = sm(aws, `put-secret-value --secret-id ${NAME} --secret-string p2`, {
      faults: ['lose-response'],
    })
    expect([exit.code, exit.stderr]).toEqual([0, ''])
    expect(await storedValue(aws)).toBe('p2')
    expect(aws.logText().split('"verb":"PutSecretValue"')).toHaveLength(2)
  })
})

describe('aws refuses', () => {
  const error = (message: string) => `\naws: [ERROR]: ${message}\n`

  it.each([
    [
      'get-secret-value',
      'missing',
      '(ResourceNotFoundException) when calling the GetSecretValue',
      "Secrets Manager can't find the specified secret.",
    ],
    [
      'create-secret',
      NAME,
      '(ResourceExistsException) when calling the CreateSecret',
      `The operation failed because the secret ${NAME} already exists.`,
    ],
  ])('%s %s with what the service says, exit code 254', (command, name, what, message) => {
    const option = command === 'create-secret' ? '--name' : '--secret-id'
    const exit = sm(seeded(), `${command} ${option} ${name}`)
    expect(exit).toMatchObject({
      code: 254,
      stdout: '',
      stderr: error(`An error occurred ${what} operation: ${message}`),
    })
  })

  it.each([
    ['get-secret-value', 'the following arguments are required: --secret-id'],
    ['get-secret-value --secret-id', 'argument --secret-id: expected one argument'],
    ['get-secret-value --secret-id --version-stage x', 'argument --secret-id: expected one argument'],
    [
      'get-secret-value --secret-id a --version- x',
      'ambiguous option: --version- could match --version-id, --version-stage',
    ],
    ['describe-secret --secret-id a --output xml', "argument --output: Found invalid choice 'xml'\n"],
    ['get-secret', "argument operation: Found invalid choice 'get-secret'\n"],
  ])('%s with the usage, exit code 252', (words, message) => {
    const exit = sm(seeded(), words)
    expect(exit.stderr).toBe(error(`An error occurred (ParamValidation): ${message}\n\n${USAGE}`.trim()))
    expect([exit.code, exit.stdout]).toEqual([252, ''])
  })

  it.each([
    [
      'put-secret-value --secret-id a --secret-string=',
      'Parameter validation failed:\nInvalid length for parameter SecretString, value: 0, valid min length: 1',
    ],
    [
      'create-secret --name a --client-request-token abc --secret-string=',
      'Parameter validation failed:\nInvalid length for parameter ClientRequestToken, value: 3, valid min length: 32\nInvalid length for parameter SecretString, value: 0, valid min length: 1',
    ],
    [
      'create-secret --name a --secret-string file://none.txt',
      "Error parsing parameter '--secret-string': Unable to load paramfile file://none.txt: [Errno 2] No such file or directory: 'none.txt'",
    ],
  ])('%s before it sends, exit code 252', (words, message) => {
    const exit = sm(seeded(), words)
    expect([exit.code, exit.stderr]).toEqual([252, error(`An error occurred (ParamValidation): ${message}`)])
  })

  it('unknown options after the usage', () => {
    const exit = sm(seeded(), 'describe-secret --secret-id a --wat --other')
    expect([exit.code, exit.stderr]).toEqual([252, `\n${USAGE}\n${error('Unknown options: --wat, --other')}`])
  })

  it('a window that is no number, exit code 255', () => {
    const exit = sm(seeded(), 'delete-secret --secret-id a --recovery-window-in-days soon')
    expect([exit.code, exit.stderr]).toEqual([255, error("invalid literal for int() with base 10: 'soon'")])
  })

  it('to work without a region, exit code 253', () => {
    const exit = sm(seeded(), 'list-secrets', { env: { AWS_REGION: '' } })
    expect([exit.code, exit.stderr]).toEqual([
      253,
      error(
        'An error occurred (NoRegion): You must specify a region. You can also configure your region by running "aws configure".',
      ),
    ])
  })

  it('after three lost answers, exit code 255', () => {
    const exit = sm(seeded(), 'list-secrets', { faults: ['lose-response', 'lose-response', 'lose-response'] })
    expect([exit.code, exit.stderr]).toEqual([
      255,
      error(
        'Connection was closed before we received a valid response from endpoint URL: "https://secretsmanager.eu-west-1.amazonaws.com/".',
      ),
    ])
  })
})

describe('not modelled', () => {
  it.each([
    ['s3 ls', 'aws s3'],
    ['secretsmanager rotate-secret --secret-id a', 'aws secretsmanager rotate-secret'],
    ['secretsmanager describe-secret help', 'aws secretsmanager describe-secret help'],
    ['secretsmanager put-secret-value --secret-id a --secret-binary fileb://x', '--secret-binary'],
    ['secretsmanager list-secrets --max-items 3', '--max-items'],
    ['secretsmanager list-secrets --output table', '--output table'],
    ['secretsmanager list-secrets --query SecretList[?Name]', '--query SecretList[?Name]'],
    ['secretsmanager list-secrets --query length(@)', '--query length(@)'],
    ['secretsmanager list-secrets --debug', 'aws --debug'],
    ['secretsmanager create-secret --name a --secret-string file:///etc/passwd', 'file:///etc/passwd'],
    ['secretsmanager create-secret --name a --tags Key=a', '--tags Key=a'],
  ])('aws %s', (words, what) => {
    const refused = () => new AwsWorld().aws(words.split(' '))
    expect(refused).toThrow(`not modelled: `)
    expect(refused).toThrow(what)
  })

  it('the region of a profile', () => {
    const refused = () => sm(seeded(), 'list-secrets --profile prod', { env: { AWS_REGION: '' } })
    expect(refused).toThrow('not modelled: the region of AWS profile prod')
  })
})
