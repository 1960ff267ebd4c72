{{- define "functions.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- define "functions.labels" -}}
app: {{ include "functions.name" . }}
version: {{ .Chart.AppVersion | quote }}
{{- end -}}
