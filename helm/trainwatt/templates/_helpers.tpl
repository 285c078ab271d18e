{{- define "trainwatt.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "trainwatt.fullname" -}}
{{- $name := include "trainwatt.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels that never change, so that a selector may use them. Takes a dict of root and component. */}}
{{- define "trainwatt.selector" -}}
app.kubernetes.io/name: {{ include "trainwatt.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "trainwatt.labels" -}}
{{ include "trainwatt.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Takes a dict of root and image. */}}
{{- define "trainwatt.image" -}}
{{ printf "%s:%s" .image.repository (default .root.Chart.AppVersion .image.tag) | quote }}
{{- end -}}

{{/* Where and how a pod runs, as its component's values say. Takes a dict of root and values. */}}
{{- define "trainwatt.placement" -}}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The agent's settings: agent.config, and what the chart decides. */}}
{{- define "trainwatt.agentConfig" -}}
{{- $ours := dict
      "node" (dict "cluster" .Values.agent.cluster)
      "kafka" (dict "bootstrapServers" .Values.kafka.bootstrapServers)
      "dataDir" "/var/lib/trainwatt"
      "socket" "/run/trainwatt/agent.sock"
      "lockDir" "/run/trainwatt"
      "procRoot" "/host/proc"
      "sysfsRoot" "/host/sys"
      "cgroupRoot" "/host/sys/fs/cgroup"
      "discovery" (dict "hostRoot" "/host") -}}
{{- mustMergeOverwrite (deepCopy .Values.agent.config) $ours | toYaml -}}
{{- end -}}

{{/* Certificates for Kafka, where the client settings name them: a mount, and its volume. */}}
{{- define "trainwatt.certificatesMount" -}}
{{- if .Values.kafka.certificatesSecret }}
- name: kafka-certificates
  mountPath: /etc/trainwatt/kafka-certificates
  readOnly: true
{{- end }}
{{- end -}}

{{- define "trainwatt.certificatesVolume" -}}
{{- if .Values.kafka.certificatesSecret }}
- name: kafka-certificates
  secret:
    secretName: {{ .Values.kafka.certificatesSecret }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{/* Ports of Kafka as egress ports: those of bootstrapServers, and networkPolicy.kafkaPorts. */}}
{{- define "trainwatt.kafkaPorts" -}}
{{- $ports := list -}}
{{- range splitList "," .Values.kafka.bootstrapServers -}}
{{- $ports = append $ports (splitList ":" . | last | int) -}}
{{- end -}}
{{- range .Values.networkPolicy.kafkaPorts -}}
{{- $ports = append $ports (int .) -}}
{{- end -}}
{{- range uniq $ports }}
- port: {{ . }}
  protocol: TCP
{{- end }}
{{- end -}}

{{/* The port of InfluxDB, from its address. */}}
{{- define "trainwatt.influxdbPort" -}}
{{- $url := urlParse .Values.influxdb.url -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- default (ternary "443" "80" (eq $url.scheme "https")) $port -}}
{{- end -}}

{{/* To DNS and to Kafka: what agents and collector both need. */}}
{{- define "trainwatt.egress" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
- ports:
    {{- include "trainwatt.kafkaPorts" . | nindent 4 }}
  {{- with .Values.networkPolicy.kafkaTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
