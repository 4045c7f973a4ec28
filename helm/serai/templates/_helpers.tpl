{{- define "serai.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "serai.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "serai.labels" -}}
{{ include "serai.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "serai.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "serai.name" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}

{{- define "serai.secret" -}}
{{ .Values.hawtio.existingSecret | default (printf "%s-hawtio" (include "serai.name" .)) }}
{{- end -}}

{{/* The files of a config map, as YAML: those of the values, else those that come with the chart. */}}
{{- define "serai.files" -}}
{{- $files := dict -}}
{{- if .values -}}
{{- $files = .values -}}
{{- else -}}
{{- range $path, $content := .root.Files.Glob .glob -}}
{{- $_ := set $files (base $path) (toString $content) -}}
{{- end -}}
{{- if and .required (not $files) -}}
{{- fail (printf "the chart has no %s: it was packaged without them; pass them with --set-file" .glob) -}}
{{- end -}}
{{- end -}}
{{- toYaml $files -}}
{{- end -}}

{{- define "serai.routes" -}}
{{- include "serai.files" (dict "root" . "values" .Values.routes "glob" "files/routes/*.yaml" "required" true) -}}
{{- end -}}

{{- define "serai.schemas" -}}
{{- if .Values.routes -}}
{{- toYaml .Values.schemas -}}
{{- else -}}
{{- include "serai.files" (dict "root" . "values" dict "glob" "files/routes/schemas/*" "required" false) -}}
{{- end -}}
{{- end -}}

{{- define "serai.geodeConfig" -}}
{{- include "serai.files" (dict "root" . "values" .Values.geodeConfig "glob" "files/geode-config/*" "required" true) -}}
{{- end -}}
