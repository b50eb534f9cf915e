import { AwsError } from '../errors.js'

/*
 * What Secrets Manager refuses. Texts are AWS's own as recorded by LocalStack 8b9a79f
 * (tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json) unless a line names another source.
 */

export function alreadyExists(name: string): AwsError {
  return new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${name} already exists.`,
  )
}

export function createWhileScheduled(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  )
}

/**
 * Any call that needs a live secret. For GetSecretValue: output of AWS in external-secrets/external-secrets#4560; for
 * GetResourcePolicy: hashicorp/terraform-provider-aws#23998.
 */
export function markedForDeletion(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  )
}

/** DeleteSecret of a scheduled secret without force. Text not seen in a recording of AWS. */
export function alreadyScheduled(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was already scheduled for deletion.",
  )
}

export function secretNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
}

/** `what` is `staging label: AWSCURRENT` or `VersionId: <id>`. */
export function valueNotFound(what: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${what}`,
  )
}

export function stageMismatch(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    'You provided a VersionStage that is not associated to the provided VersionId.',
  )
}

export function invalidName(): AwsError {
  return new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  )
}

export function tokenMissing(): AwsError {
  return new AwsError(
    'InvalidRequestException',
    'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
  )
}

/** moto 5.2.3 secretsmanager/models.py, checked against AWS in getmoto/moto#9741. */
export function tokenInUse(token: string, arn: string): AwsError {
  return new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  )
}

/** Also for an empty SecretString. Source: moto 5.2.3 secretsmanager/responses.py (put_secret_value). */
export function valueMissing(): AwsError {
  return new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.')
}

/** Upstream documents the rule; its text was not seen in a recording of AWS. */
export function twoValues(): AwsError {
  return new AwsError(
    'InvalidParameterException',
    'You must provide either SecretString or SecretBinary, but not both.',
  )
}

/** Output of AWS in getmoto/moto#6461. */
export function windowOutOfRange(): AwsError {
  return new AwsError(
    'InvalidParameterException',
    'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
  )
}

/** moto 5.2.3 secretsmanager/models.py (delete_secret). */
export function windowAndForce(): AwsError {
  return new AwsError(
    'InvalidParameterException',
    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  )
}

/** moto 5.2.3 secretsmanager/models.py (update_secret_version_stage). */
export function removeFromMissing(stage: string, holder: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
  )
}

/** moto 5.2.3 secretsmanager/models.py (update_secret_version_stage). */
export function notAVersion(id: string): AwsError {
  return new AwsError('InvalidParameterException', `Not a valid version: ${id}`)
}

/** moto 5.2.3 secretsmanager/models.py (update_secret_version_stage). */
export function stageNotOnVersion(stage: string, id: string): AwsError {
  return new AwsError('InvalidParameterException', `Version stage ${stage} not found in version ${id}`)
}

/** Output of AWS in terraform-provider-aws internal/service/secretsmanager/secret_version.go. */
export function currentNotRemovable(): AwsError {
  return new AwsError(
    'InvalidParameterException',
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
  )
}

/** moto 5.2.3 secretsmanager/models.py (batch_get_secret_value). */
export function listOrFilters(): AwsError {
  return new AwsError(
    'InvalidParameterException',
    "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
  )
}

/** moto 5.2.3 secretsmanager/models.py (batch_get_secret_value). */
export function maxResultsWithoutFilters(): AwsError {
  return new AwsError(
    'InvalidParameterException',
    "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
  )
}

/** botocore 1.43.107 secretsmanager service-2.json documents the error; its text was not seen in a recording. */
export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.')
}
