import type { MessageTable } from '../message-type.js'

/** Reviews: questions a client asks about itself. Field numbers: kubernetes/api v0.36.3 {authentication,authorization}/v1/generated.proto. */
export const reviewMessages: MessageTable = {
  'authentication.BoundObjectReference': 'kind=1:string apiVersion=2:string name=3:string uid=4:string',
  'authentication.ExtraValue': 'items=1:[]string',
  'authentication.SelfSubjectReview': 'metadata=1:meta.ObjectMeta status=2:SelfSubjectReviewStatus',
  'authentication.SelfSubjectReviewStatus': 'userInfo=1:UserInfo',
  'authentication.TokenRequest':
    'metadata=1:meta.ObjectMeta spec=2:TokenRequestSpec status=3:TokenRequestStatus',
  'authentication.TokenRequestSpec':
    'audiences=1:[]string expirationSeconds=4:int64 boundObjectRef=3:BoundObjectReference',
  'authentication.TokenRequestStatus': 'token=1:string expirationTimestamp=2:time',
  'authentication.TokenReview':
    'metadata=1:meta.ObjectMeta spec=2:TokenReviewSpec status=3:TokenReviewStatus',
  'authentication.TokenReviewSpec': 'token=1:string audiences=2:[]string',
  'authentication.TokenReviewStatus':
    'authenticated=1:bool user=2:UserInfo audiences=4:[]string error=3:string',
  'authentication.UserInfo': 'username=1:string uid=2:string groups=3:[]string extra=4:map[]ExtraValue',
  'authorization.ExtraValue': 'items=1:[]string',
  'authorization.FieldSelectorAttributes':
    'rawSelector=1:string requirements=2:[]meta.FieldSelectorRequirement',
  'authorization.LabelSelectorAttributes':
    'rawSelector=1:string requirements=2:[]meta.LabelSelectorRequirement',
  'authorization.LocalSubjectAccessReview':
    'metadata=1:meta.ObjectMeta spec=2:SubjectAccessReviewSpec status=3:SubjectAccessReviewStatus',
  'authorization.NonResourceAttributes': 'path=1:string verb=2:string',
  'authorization.NonResourceRule': 'verbs=1:[]string nonResourceURLs=2:[]string',
  'authorization.ResourceAttributes':
    'namespace=1:string verb=2:string group=3:string version=4:string resource=5:string ' +
    'subresource=6:string name=7:string fieldSelector=8:FieldSelectorAttributes ' +
    'labelSelector=9:LabelSelectorAttributes',
  'authorization.ResourceRule':
    'verbs=1:[]string apiGroups=2:[]string resources=3:[]string resourceNames=4:[]string',
  'authorization.SelfSubjectAccessReview':
    'metadata=1:meta.ObjectMeta spec=2:SelfSubjectAccessReviewSpec status=3:SubjectAccessReviewStatus',
  'authorization.SelfSubjectAccessReviewSpec':
    'resourceAttributes=1:ResourceAttributes nonResourceAttributes=2:NonResourceAttributes',
  'authorization.SelfSubjectRulesReview':
    'metadata=1:meta.ObjectMeta spec=2:SelfSubjectRulesReviewSpec status=3:SubjectRulesReviewStatus',
  'authorization.SelfSubjectRulesReviewSpec': 'namespace=1:string',
  'authorization.SubjectAccessReview':
    'metadata=1:meta.ObjectMeta spec=2:SubjectAccessReviewSpec status=3:SubjectAccessReviewStatus',
  'authorization.SubjectAccessReviewSpec':
    'resourceAttributes=1:ResourceAttributes nonResourceAttributes=2:NonResourceAttributes ' +
    'user=3:string groups=4:[]string extra=5:map[]ExtraValue uid=6:string',
  'authorization.SubjectAccessReviewStatus':
    'allowed=1:bool denied=4:bool reason=2:string evaluationError=3:string',
  'authorization.SubjectRulesReviewStatus':
    'resourceRules=1:[]ResourceRule nonResourceRules=2:[]NonResourceRule incomplete=3:bool ' +
    'evaluationError=4:string',
}
