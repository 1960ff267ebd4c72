{{- define "common.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .context.Release.Name }}-{{ .name }}
  labels: {{- toYaml .context.Values.labels | nindent 4 }}
data:
  template: {{ .context.Template.Name }}
  base: {{ .context.Template.BasePath }}
{{- end -}}
