import type { GoTypeTable } from '../../go-type.js'

const TYPE_META = 'kind:string apiVersion:string metadata:ObjectMeta'
const WEBHOOK =
  'name!:string clientConfig!:WebhookClientConfig rules:[]RuleWithOperations failurePolicy:*~FailurePolicyType ' +
  'matchPolicy:*~MatchPolicyType namespaceSelector:*LabelSelector objectSelector:*LabelSelector ' +
  'sideEffects!:*~SideEffectClass timeoutSeconds:*int32 admissionReviewVersions!:[]string ' +
  'matchConditions:[]MatchCondition'

/**
 * Types of admissionregistration.k8s.io/v1; the client configuration is that of a conversion webhook.
 * Source: kubernetes/api v0.36.3 admissionregistration/v1/types.go.
 */
export const admissionTypes: GoTypeTable = {
  ValidatingWebhookConfiguration: `${TYPE_META} webhooks:[]ValidatingWebhook`,
  MutatingWebhookConfiguration: `${TYPE_META} webhooks:[]MutatingWebhook`,
  ValidatingWebhook: WEBHOOK,
  MutatingWebhook: `${WEBHOOK} reinvocationPolicy:*~ReinvocationPolicyType`,
  RuleWithOperations:
    'operations:[]~OperationType apiGroups:[]string apiVersions:[]string resources:[]string scope:*~ScopeType',
  MatchCondition: 'name!:string expression!:string',
}
