using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Core.Manifests;
using JobWorker.Core.Messages;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Manifests;

public sealed class TheKubernetesJob
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void Of_the_originals_example_is_exactly_this() => Assert.Equal(
        File("Manifests", "original.json").Trim(),
        JobManifest.Of(Messages.Reading.Valid(File("Original", "message.json")), "bb-fbe70e59").ToJsonString(Indented));

    [Fact]
    public void Leaves_out_what_nobody_asked_for()
    {
        var manifest = JobManifest.Of(Request, "n");
        var pod = Pod(manifest);
        var container = Container(manifest);

        Assert.Equal(
            ["automountServiceAccountToken", "containers", "enableServiceLinks", "restartPolicy", "securityContext"], Names(pod));
        Assert.Equal(["env", "image", "imagePullPolicy", "name", "securityContext"], Names(container));
        Assert.False(pod["automountServiceAccountToken"]!.GetValue<bool>());
    }

    [Fact]
    public void Leaves_the_token_to_the_service_account_that_is_named()
    {
        var pod = Pod(Manifest(job => job with { ServiceAccount = "runner" }));

        Assert.Equal("runner", pod["serviceAccountName"]!.GetValue<string>());
        Assert.Null(pod["automountServiceAccountToken"]);
    }

    [Fact]
    public void Limits_the_gpus_and_says_so_on_job_and_pod()
    {
        var manifest = Manifest(job => job with { Gpus = 2, Limits = new Resources("1", null) });

        Assert.Equal("""{"limits":{"cpu":"1","nvidia.com/gpu":"2"}}""", Container(manifest)["resources"]!.ToJsonString());
        Assert.Equal("1", manifest["metadata"]!["labels"]!["gpuType"]!.GetValue<string>());
        Assert.Equal("1", manifest["spec"]!["template"]!["metadata"]!["labels"]!["gpuType"]!.GetValue<string>());
        Assert.Null(Pod(manifest)["affinity"]);
    }

    [Fact]
    public void Keeps_gpu_jobs_apart_only_when_told_to()
    {
        var options = new ManifestOptions(OneGpuJobPerNode: true);
        var manifest = JobManifest.Of(With(job => job with { Gpus = 1 }), "n", options: options);

        Assert.Equal(
            """[{"labelSelector":{"matchLabels":{"gpuType":"1"}},"topologyKey":"kubernetes.io/hostname"}]""",
            Pod(manifest)["affinity"]!["podAntiAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!.ToJsonString());
        Assert.Null(Pod(JobManifest.Of(Request, "n", options: options))["affinity"]);
    }

    [Fact]
    public void Can_do_without_the_finalizer() =>
        Assert.Null(JobManifest.Of(Request, "n", options: new ManifestOptions(Finalizer: false))["metadata"]!["finalizers"]);

    [Theory]
    [InlineData("a", true)]
    [InlineData("a.b_c-d", true)]
    [InlineData("a:b", false)]
    [InlineData("a-", false)]
    [InlineData(".a", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", false)]
    public void Carries_the_id_as_label_where_it_is_legal_and_as_annotation_always(string id, bool label)
    {
        var metadata = JobManifest.Of(Request with { Id = id }, "n")["metadata"]!;

        Assert.Equal(label ? id : null, metadata["labels"]!["jobId"]?.GetValue<string>());
        Assert.Equal(id, metadata["annotations"]!["jobworker.dev/id"]!.GetValue<string>());
    }

    [Fact]
    public void Mounts_each_claim_as_one_volume()
    {
        var manifest = Manifest(job => job with
        {
            Volumes = [new("/a", "one", false, null), new("/b", "two", true, null), new("/c", "one", false, "sub")],
        });

        Assert.Equal(
            """[{"name":"jobworker-pvc-0","persistentVolumeClaim":{"claimName":"one"}},{"name":"jobworker-pvc-1","persistentVolumeClaim":{"claimName":"two"}}]""",
            Pod(manifest)["volumes"]!.ToJsonString());
        Assert.Equal(
            """[{"name":"jobworker-pvc-0","mountPath":"/a"},{"name":"jobworker-pvc-1","mountPath":"/b","readOnly":true},{"name":"jobworker-pvc-0","mountPath":"/c","subPath":"sub"}]""",
            Container(manifest)["volumeMounts"]!.ToJsonString());
    }

    [Fact]
    public void Adds_the_clients_labels_and_annotations_beneath_ours()
    {
        string[] keys =
        [
            "team", "app.kubernetes.io/name", "app.kubernetes.io/managed-by", "jobId", "gpuType", "jobworker.dev/id", "jobworker.dev/x",
            "dapr.io/enabled", "sidecar.istio.io/inject", "job-name", "controller-uid", "batch.kubernetes.io/job-name",
        ];
        var theirs = keys.ToImmutableSortedDictionary(key => key, _ => "theirs", StringComparer.Ordinal);
        var manifest = Manifest(job => job with { Labels = theirs, Annotations = theirs });

        foreach (var metadata in new[] { manifest["metadata"]!, manifest["spec"]!["template"]!["metadata"]! })
        {
            Assert.Equal("team", Assert.Single(metadata["labels"]!.AsObject(), l => l.Value!.GetValue<string>() == "theirs").Key);
            Assert.Equal(
                "team", Assert.Single(metadata["annotations"]!.AsObject(), l => l.Value!.GetValue<string>() == "theirs").Key);
        }
    }

    [Fact]
    public void Keeps_its_own_variables_whatever_the_client_sets() => Assert.Equal(
        $$"""[{"name":"A","value":"b"},{"name":"JOBWORKER_ID","value":"{{Request.Id}}"},{"name":"JOBWORKER_SERVICE","value":"example"}]""",
        Container(Manifest(job => job with
        {
            Env = [new("JOBWORKER_ID", "forged"), new("A", "b"), new("JOBWORKER_SERVICE", "forged")],
        }))["env"]!.ToJsonString());

    [Fact]
    public void Reads_config_maps_and_secrets() => Assert.Equal(
        """[{"configMapRef":{"name":"a"}},{"secretRef":{"name":"b"}}]""",
        Container(Manifest(job => job with
        {
            EnvFrom = [new("a", EnvSourceKind.ConfigMap), new("b", EnvSourceKind.Secret)],
        }))["envFrom"]!.ToJsonString());

    [Fact]
    public void Tolerates_every_taint_when_asked_to() => Assert.Equal(
        """[{"operator":"Exists","effect":"NoSchedule"}]""",
        Pod(Manifest(job => job with { Tolerations = [new("", null, "Exists", "NoSchedule")] }))["tolerations"]!.ToJsonString());

    private static JsonObject Manifest(Func<JobSpec, JobSpec> change) => JobManifest.Of(With(change), "n");

    private static JsonObject Pod(JsonObject manifest) => manifest["spec"]!["template"]!["spec"]!.AsObject();

    private static JsonObject Container(JsonObject manifest) => Pod(manifest)["containers"]!.AsArray().Single()!.AsObject();

    private static IEnumerable<string> Names(JsonObject json) => json.Select(p => p.Key).Order(StringComparer.Ordinal);
}
