{{- define "ledger.labels" -}}
app.kubernetes.io/name: ledger
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "ledger.meta" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{ include "ledger.labels" . }}
{{- end -}}

{{- /* A Job that runs one command as a hook: (dict "root" $ "event" .. "weight" .. "policy" .. "command" ..) */ -}}
{{- define "ledger.hookJob" -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .root.Release.Name }}-{{ .name }}
  labels:
    {{- include "ledger.meta" .root | nindent 4 }}
  annotations:
    helm.sh/hook: {{ .event }}
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: {{ .policy }}
spec:
  backoffLimit: 0
  template:
    metadata:
      labels:
        job: {{ .name }}
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 0
      containers:
        - name: {{ .name }}
          image: busybox:1.37
          command: {{ .command | toJson }}
{{- end -}}
