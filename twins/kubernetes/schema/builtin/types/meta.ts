import type { GoTypeTable } from '../../go-type.js'

/** Metadata types. Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/types.go. */
export const metaTypes: GoTypeTable = {
  ObjectMeta:
    'name:string generateName:string namespace:string selfLink:string uid:uid resourceVersion:string ' +
    'generation:int64 creationTimestamp:time deletionTimestamp:*time deletionGracePeriodSeconds:*int64 ' +
    'labels:map[string]string annotations:map[string]string ownerReferences:[]OwnerReference ' +
    'finalizers:[]string managedFields:[]ManagedFieldsEntry',
  OwnerReference:
    'apiVersion!:string kind!:string name!:string uid!:uid controller:*bool blockOwnerDeletion:*bool',
  ManagedFieldsEntry:
    'manager:string operation:~ManagedFieldsOperationType apiVersion:string time:*time fieldsType:string ' +
    'fieldsV1:*raw subresource:string',
  LabelSelector: 'matchLabels:map[string]string matchExpressions:[]LabelSelectorRequirement',
  LabelSelectorRequirement: 'key!:string operator!:~LabelSelectorOperator values:[]string',
  Condition:
    'type!:string status!:~ConditionStatus observedGeneration:int64 lastTransitionTime!:time reason!:string ' +
    'message!:string',
}
