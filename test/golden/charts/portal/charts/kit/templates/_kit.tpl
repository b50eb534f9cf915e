{{- define "kit.name" -}}{{ .Release.Name }}-{{ .Chart.Name }}{{- end -}}
{{- define "kit.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "kit.name" . }}
spec:
  replicas: {{ .Values.replicas | default 1 }}
  selector:
    matchLabels: {app: {{ include "kit.name" . }}}
  template:
    metadata:
      labels: {app: {{ include "kit.name" . }}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: {{ .Values.image }}
          {{- with .Values.env }}
          env: {{ toJson . }}
          {{- end }}
{{- end -}}
