using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace JobWorker.StandIns.Tests.Kubernetes;

public sealed class Manifests
{
    private const string Rich = """
        {
          "apiVersion": "batch/v1",
          "kind": "Job",
          "metadata": {
            "name": "a", "namespace": "ns", "labels": {"a": "b"}, "annotations": {"c": "d \"é\" <&>"}, "finalizers": ["f/g"],
            "creationTimestamp": "2026-01-02T03:04:05Z",
            "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "o", "uid": "u", "controller": true}]
          },
          "spec": {
            "activeDeadlineSeconds": 60, "backoffLimit": 0, "completions": 1, "suspend": false, "ttlSecondsAfterFinished": 300,
            "completionMode": "Indexed",
            "podFailurePolicy": {"rules": [
              {"action": "FailJob", "onExitCodes": {"containerName": "main", "operator": "In", "values": [1, 42]}},
              {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}]},
            "template": {
              "metadata": {"labels": {"x": "y"}},
              "spec": {
                "restartPolicy": "Never", "serviceAccountName": "sa", "automountServiceAccountToken": false,
                "priorityClassName": "high", "nodeSelector": {"disk": "ssd"}, "runtimeClassName": "gvisor",
                "imagePullSecrets": [{"name": "pull"}], "enableServiceLinks": false, "terminationGracePeriodSeconds": 5,
                "hostAliases": [{"ip": "10.0.0.1", "hostnames": ["db"]}], "dnsPolicy": "None",
                "dnsConfig": {"nameservers": ["1.1.1.1"], "searches": ["x"], "options": [{"name": "ndots", "value": "2"}]},
                "securityContext": {"runAsNonRoot": true, "runAsUser": 1000, "fsGroup": 2000, "supplementalGroups": [1, 2],
                  "seccompProfile": {"type": "RuntimeDefault"}, "sysctls": [{"name": "n", "value": "v"}]},
                "tolerations": [{"key": "k", "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 10}],
                "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
                  "labelSelector": {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "k", "operator": "In", "values": ["v"]}]}}],
                "affinity": {
                  "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                    {"matchExpressions": [{"key": "arch", "operator": "In", "values": ["amd64"]}]}]},
                    "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 5, "preference": {"matchFields": [
                      {"key": "metadata.name", "operator": "In", "values": ["n1"]}]}}]},
                  "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
                    {"weight": 1, "podAffinityTerm": {"topologyKey": "host", "labelSelector": {"matchLabels": {"a": "b"}}}}]}},
                "initContainers": [{"name": "init", "image": "busybox", "command": ["true"]}],
                "containers": [{
                  "name": "main", "image": "busybox:1", "imagePullPolicy": "Always", "command": ["sh", "-c"], "args": ["exit 0"],
                  "workingDir": "/w", "ports": [{"containerPort": 80, "name": "http", "protocol": "TCP"}],
                  "env": [{"name": "A", "value": ""}, {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
                    {"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                    {"name": "D", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}}},
                    {"name": "E", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k", "optional": true}}}],
                  "envFrom": [{"prefix": "P_", "configMapRef": {"name": "c"}}, {"secretRef": {"name": "s", "optional": true}}],
                  "resources": {"limits": {"cpu": "500m", "memory": "64Mi"}, "requests": {"cpu": "100m"}},
                  "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                    "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}},
                  "lifecycle": {"preStop": {"exec": {"command": ["sleep", "1"]}}},
                  "livenessProbe": {"httpGet": {"path": "/", "port": "http", "httpHeaders": [{"name": "H", "value": "v"}]}, "periodSeconds": 5},
                  "readinessProbe": {"tcpSocket": {"port": 80}}, "startupProbe": {"grpc": {"port": 9}},
                  "terminationMessagePolicy": "FallbackToLogsOnError",
                  "volumeMounts": [{"name": "v", "mountPath": "/v", "readOnly": true, "subPath": "s"}]}],
                "volumes": [
                  {"name": "a", "configMap": {"name": "c", "items": [{"key": "k", "path": "p", "mode": 420}], "defaultMode": 256}},
                  {"name": "b", "secret": {"secretName": "s", "optional": true}},
                  {"name": "c", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}},
                  {"name": "d", "persistentVolumeClaim": {"claimName": "c", "readOnly": true}},
                  {"name": "e", "projected": {"sources": [{"serviceAccountToken": {"path": "t", "audience": "x", "expirationSeconds": 600}},
                    {"downwardAPI": {"items": [{"path": "l", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
                    {"configMap": {"name": "c"}}, {"secret": {"name": "s"}}]}},
                  {"name": "f", "csi": {"driver": "d", "volumeAttributes": {"a": "b"}, "nodePublishSecretRef": {"name": "s"}}},
                  {"name": "g", "hostPath": {"path": "/h", "type": "Directory"}},
                  {"name": "h", "downwardAPI": {"items": [{"path": "n", "fieldRef": {"fieldPath": "metadata.name"}}]}},
                  {"name": "i", "nfs": {"server": "s", "path": "/p"}},
                  {"name": "j", "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"],
                    "resources": {"requests": {"storage": "1Gi"}}, "storageClassName": "fast"}}}}]
              }
            }
          }
        }
        """;

    [Fact]
    public void Lose_nothing_that_the_api_knows()
    {
        var written = KubernetesJson.Serialize(KubernetesJson.Deserialize<V1Job>(Rich));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Rich), JsonNode.Parse(written)), written);
    }

    [Fact]
    public void Lose_what_the_api_does_not_know() =>
        Assert.Equal("""{"kind":"Job"}""", KubernetesJson.Serialize(
            KubernetesJson.Deserialize<V1Job>("""{"kind":"Job","bogus":{"deep":[1]},"spec":null}""")));

    [Fact]
    public void Are_compared_by_value_of_their_plain_fields() =>
        Assert.Equal(new V1EnvVar { Name = "a", Value = "b" }, KubernetesJson.Deserialize<V1EnvVar>("""{"value":"b","name":"a"}"""));

    [Theory]
    [InlineData("\"2026-01-02T03:04:05Z\"", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("\"2026-01-02T03:04:05.25Z\"", "\"2026-01-02T03:04:05.25Z\"")]
    [InlineData("\"2026-01-02T05:04:05+02:00\"", "\"2026-01-02T03:04:05Z\"")]
    public void Hold_times_in_utc(string json, string written)
    {
        var time = KubernetesJson.Deserialize<DateTime>(json);

        Assert.Equal(DateTimeKind.Utc, time.Kind);
        Assert.Equal(written, KubernetesJson.Serialize(time));
    }

    [Fact]
    public void Hold_six_digits_where_the_server_insists() =>
        Assert.Equal("""{"eventTime":"2020-01-01T00:00:00.000000Z","firstTimestamp":"2020-01-01T00:00:00Z"}""", KubernetesJson.Serialize(
            new Corev1Event { EventTime = new DateTime(2020, 1, 1), FirstTimestamp = new DateTime(2020, 1, 1) }));

    [Fact]
    public void Hold_secrets_as_bytes()
    {
        var secret = KubernetesJson.Deserialize<V1Secret>("""{"data":{"a":"c2VjcmV0"}}""");

        Assert.Equal("secret"u8.ToArray(), secret.Data["a"]);
    }

    [Fact]
    public void Can_be_read_with_plain_options() =>
        Assert.Equal("1Gi", System.Text.Json.JsonSerializer.Deserialize<V1EmptyDirVolumeSource>("""{"sizeLimit":"1Gi"}""")!.SizeLimit.ToString());
}
