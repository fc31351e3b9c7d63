{{- /* A Service has a name of 63 characters at most, and the longest ending is -management. */ -}}
{{- define "sallyport.name" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- $name | trunc 52 | trimSuffix "-" -}}
{{- end }}

{{- define "sallyport.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{- end }}

{{- /* A list of the root context and the part. */ -}}
{{- define "sallyport.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "sallyport.internalHost" -}}
{{ include "sallyport.name" . }}-internal.{{ .Release.Namespace }}.svc
{{- end }}

{{- /* sallyport.yaml: that of the values, and what the chart knows. */ -}}
{{- define "sallyport.configuration" -}}
{{- $tls := dict "cert" "/etc/sallyport-tls/tls.crt" "key" "/etc/sallyport-tls/tls.key" -}}
{{- $internal := dict "listen" "0.0.0.0:9001" "urls" (list (printf "https://%s:9001" (include "sallyport.internalHost" .))) -}}
{{- $own := dict
  "issuer" (dict "listen" "0.0.0.0:9000" "internal" $internal)
  "gateway" (dict "listen" "0.0.0.0:8080")
  "management" (dict "listen" "0.0.0.0:8082")
  "tls" (dict "internal" $tls) -}}
{{- toYaml (mergeOverwrite (deepCopy (default dict .Values.configuration)) $own) -}}
{{- end }}

{{- /* The Deployment of a part: a dict of root, part, values, args and port. */ -}}
{{- define "sallyport.deployment" -}}
{{- $root := .root -}}
{{- $values := .values -}}
{{- $isIssuer := eq .part "issuer" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "sallyport.name" $root }}-{{ .part }}
  labels:
    {{- include "sallyport.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .part }}
spec:
  replicas: {{ $values.replicas }}
  strategy:
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  selector:
    matchLabels:
      {{- include "sallyport.selector" (list $root .part) | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "sallyport.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .part }}
      annotations:
        # A new configuration is read by new pods.
        checksum/configuration: {{ include "sallyport.configuration" $root | sha256sum }}
        {{- with omit $root.Values.podAnnotations "checksum/configuration" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 40
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile: { type: RuntimeDefault }
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "sallyport.selector" (list $root .part) | nindent 14 }}
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $root.Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $root.Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .part }}
          {{- $tag := default $root.Chart.AppVersion $values.image.tag }}
          image: {{ $values.image.repository }}{{ if $values.image.digest }}@{{ $values.image.digest }}{{ else }}:{{ $tag }}{{ end }}
          imagePullPolicy: {{ $root.Values.imagePullPolicy }}
          args:
            {{- toYaml .args | nindent 12 }}
          env:
            # Each file of it is a variable.
            - { name: CREDENTIALS_DIRECTORY, value: /run/secrets/sallyport }
            {{- if not $isIssuer }}
            - { name: NODE_EXTRA_CA_CERTS, value: /etc/sallyport-tls/ca.crt }
            {{- end }}
          ports:
            - { name: http, containerPort: {{ .port }} }
            {{- if $isIssuer }}
            - { name: internal, containerPort: 9001 }
            {{- end }}
            - { name: management, containerPort: 8082 }
          startupProbe:
            httpGet: { path: /health/live, port: management }
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /health/live, port: management }
            periodSeconds: 10
            timeoutSeconds: 5
          readinessProbe:
            httpGet: { path: /health/ready, port: management }
            periodSeconds: 5
            timeoutSeconds: 3
          lifecycle:
            # Until every proxy knows that this pod takes no more.
            preStop: { sleep: { seconds: 10 } }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - { name: configuration, mountPath: /etc/sallyport, readOnly: true }
            - { name: secrets, mountPath: /run/secrets/sallyport, readOnly: true }
            - { name: internal-tls, mountPath: /etc/sallyport-tls, readOnly: true }
            - { name: data, mountPath: /var/lib/sallyport }
            - { name: tmp, mountPath: /tmp }
      volumes:
        - name: configuration
          configMap: { name: {{ include "sallyport.name" $root }} }
        - name: secrets
          secret:
            secretName: {{ required (printf "Set %s.secretName to the name of a Secret; values.yaml says what belongs in it." .part) $values.secretName }}
            defaultMode: 0440
        - name: internal-tls
          secret:
            secretName: {{ required "Set issuer.internalTlsSecretName to the name of a Secret with tls.crt, tls.key and ca.crt." $root.Values.issuer.internalTlsSecretName }}
            defaultMode: 0440
            {{- if not $isIssuer }}
            # Not the key: gateways need to know the issuer, not to be it.
            items:
              - { key: ca.crt, path: ca.crt }
            {{- end }}
        - name: data
          emptyDir: {}
        - name: tmp
          emptyDir: {}
{{- end }}
