/**
 * How two objects with directives merge: `apply` carries the directives out on a document, `combine` joins two patches
 * into one and keeps them.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (MergeOptions: MergeParallelList,
 * IgnoreUnmatchedNulls, which are always set together).
 */
export type MergeMode = 'apply' | 'combine'
