using System.Text;
using k8s;
using k8s.Models;

namespace JobWorker.StandIns.Tests.Kubernetes;

public sealed class CallingTheApi
{
    public static readonly TheoryData<string, Func<IKubernetes, Task>> Calls = new()
    {
        { "POST /apis/batch/v1/namespaces/ns/jobs?dryRun=All&fieldManager=me&fieldValidation=Strict",
            k => k.BatchV1.CreateNamespacedJobAsync(new V1Job(), "ns", dryRun: "All", fieldManager: "me", fieldValidation: "Strict") },
        { "GET /apis/batch/v1/namespaces/ns/jobs/a", k => k.BatchV1.ReadNamespacedJobAsync("a", "ns") },
        { "GET /apis/batch/v1/namespaces/ns/jobs?labelSelector=a%3Db%2Cc&limit=5",
            k => k.BatchV1.ListNamespacedJobAsync("ns", labelSelector: "a=b,c", limit: 5) },
        { "GET /apis/batch/v1/jobs?continue=t%2B&resourceVersion=0&resourceVersionMatch=NotOlderThan&timeoutSeconds=9",
            k => k.BatchV1.ListJobForAllNamespacesAsync(
                continueParameter: "t+", resourceVersion: "0", resourceVersionMatch: "NotOlderThan", timeoutSeconds: 9) },
        { "PUT /apis/batch/v1/namespaces/ns/jobs/a", k => k.BatchV1.ReplaceNamespacedJobAsync(new V1Job(), "a", "ns") },
        { "PATCH /apis/batch/v1/namespaces/ns/jobs/a?fieldManager=me&force=true",
            k => k.BatchV1.PatchNamespacedJobAsync(
                new V1Patch("{}", V1Patch.PatchType.ApplyPatch), "a", "ns", fieldManager: "me", force: true) },
        { "DELETE /apis/batch/v1/namespaces/ns/jobs/a?gracePeriodSeconds=0&propagationPolicy=Background",
            k => k.BatchV1.DeleteNamespacedJobAsync("a", "ns", gracePeriodSeconds: 0, propagationPolicy: "Background") },
        { "POST /api/v1/namespaces/ns/pods", k => k.CoreV1.CreateNamespacedPodAsync(new V1Pod(), "ns") },
        { "GET /api/v1/namespaces/ns/pods/a%2Fb?pretty=true", k => k.CoreV1.ReadNamespacedPodAsync("a/b", "ns", pretty: true) },
        { "GET /api/v1/namespaces/ns/pods?fieldSelector=status.phase%3DFailed",
            k => k.CoreV1.ListNamespacedPodAsync("ns", fieldSelector: "status.phase=Failed") },
        { "GET /api/v1/pods", k => k.CoreV1.ListPodForAllNamespacesAsync() },
        { "DELETE /api/v1/namespaces/ns/pods/a", k => k.CoreV1.DeleteNamespacedPodAsync("a", "ns") },
        { "PATCH /api/v1/namespaces/ns/pods/a",
            k => k.CoreV1.PatchNamespacedPodAsync(new V1Patch("{}", V1Patch.PatchType.MergePatch), "a", "ns") },
        { "GET /api/v1/namespaces/ns/pods/a/log?container=c&follow=false&limitBytes=9&previous=true&tailLines=5",
            k => k.CoreV1.ReadNamespacedPodLogAsync(
                "a", "ns", container: "c", follow: false, limitBytes: 9, previous: true, tailLines: 5) },
        { "POST /api/v1/namespaces/ns/configmaps", k => k.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap(), "ns") },
        { "GET /api/v1/namespaces/ns/configmaps/a", k => k.CoreV1.ReadNamespacedConfigMapAsync("a", "ns") },
        { "PUT /api/v1/namespaces/ns/configmaps/a", k => k.CoreV1.ReplaceNamespacedConfigMapAsync(new V1ConfigMap(), "a", "ns") },
        { "DELETE /api/v1/namespaces/ns/configmaps/a", k => k.CoreV1.DeleteNamespacedConfigMapAsync("a", "ns") },
        { "POST /api/v1/namespaces/ns/secrets", k => k.CoreV1.CreateNamespacedSecretAsync(new V1Secret(), "ns") },
        { "GET /api/v1/namespaces/ns/secrets/a", k => k.CoreV1.ReadNamespacedSecretAsync("a", "ns") },
        { "DELETE /api/v1/namespaces/ns/secrets/a", k => k.CoreV1.DeleteNamespacedSecretAsync("a", "ns") },
        { "POST /api/v1/namespaces", k => k.CoreV1.CreateNamespaceAsync(new V1Namespace()) },
        { "GET /api/v1/namespaces/a", k => k.CoreV1.ReadNamespaceAsync("a") },
        { "DELETE /api/v1/namespaces/a", k => k.CoreV1.DeleteNamespaceAsync("a") },
        { "POST /api/v1/namespaces/ns/events", k => k.CoreV1.CreateNamespacedEventAsync(new Corev1Event(), "ns") },
        { "GET /api/v1/namespaces/ns/events", k => k.CoreV1.ListNamespacedEventAsync("ns") },
        { "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            k => k.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(new V1SelfSubjectAccessReview()) },
        { "GET /version", k => k.Version.GetCodeAsync() },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task Asks_for_the_right_thing(string line, Func<IKubernetes, Task> call)
    {
        await using var api = await FakeApi.AnsweringAsync("{}");
        using var client = api.Client();

        await call(client);

        Assert.Equal(line, api.Only.Line);
    }

    [Theory]
    [InlineData(V1Patch.PatchType.JsonPatch, "application/json-patch+json")]
    [InlineData(V1Patch.PatchType.MergePatch, "application/merge-patch+json")]
    [InlineData(V1Patch.PatchType.StrategicMergePatch, "application/strategic-merge-patch+json")]
    [InlineData(V1Patch.PatchType.ApplyPatch, "application/apply-patch+yaml")]
    public async Task Names_the_form_of_a_patch(V1Patch.PatchType form, string mediaType)
    {
        await using var api = await FakeApi.AnsweringAsync("{}");
        using var client = api.Client();

        await client.BatchV1.PatchNamespacedJobAsync(new V1Patch("""[{"op": "x"}]""", form), "a", "ns");

        Assert.StartsWith(mediaType, api.Only.ContentType, StringComparison.Ordinal);
        Assert.Equal("""[{"op": "x"}]""", api.Only.Body);
    }

    [Fact]
    public async Task Sends_a_patch_that_is_an_object_as_its_json()
    {
        await using var api = await FakeApi.AnsweringAsync("{}");
        using var client = api.Client();
        var patch = new V1Job { Metadata = new V1ObjectMeta { Finalizers = [] } };

        await client.BatchV1.PatchNamespacedJobAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), "a", "ns");

        Assert.Equal("""{"metadata":{"finalizers":[]}}""", api.Only.Body);
    }

    [Fact]
    public void Refuses_a_patch_without_a_form() =>
        Assert.Throws<ArgumentException>(() => new V1Patch("{}", V1Patch.PatchType.Unknown));

    [Fact]
    public async Task Sends_the_options_of_a_delete_as_the_body()
    {
        await using var api = await FakeApi.AnsweringAsync("""{"kind":"Status","status":"Success"}""");
        using var client = api.Client();

        var status = await client.BatchV1.DeleteNamespacedJobAsync("a", "ns", new V1DeleteOptions
        {
            PropagationPolicy = "Foreground",
            Preconditions = new V1Preconditions { Uid = "u" },
        });

        Assert.Equal("""{"preconditions":{"uid":"u"},"propagationPolicy":"Foreground"}""", api.Only.Body);
        Assert.StartsWith("application/json", api.Only.ContentType, StringComparison.Ordinal);
        Assert.Equal("Success", status.Status);
        Assert.False(status.HasObject);
    }

    [Fact]
    public async Task Shows_the_object_that_a_delete_answers_with()
    {
        await using var api = await FakeApi.AnsweringAsync("""{"kind":"Job","metadata":{"name":"a"},"status":{"active":1}}""");
        using var client = api.Client();

        var status = await client.BatchV1.DeleteNamespacedJobAsync("a", "ns", propagationPolicy: "Foreground");

        Assert.True(status.HasObject);
        Assert.Equal(1, status.ObjectView<V1Job>().Status.Active);
    }

    [Fact]
    public async Task Reads_a_log_as_it_comes()
    {
        var more = new TaskCompletionSource();
        await using var api = await FakeApi.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync("one\n"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.Body.WriteAsync("two\n"u8.ToArray());
        });
        using var client = api.Client();

        using var log = new StreamReader(await client.CoreV1.ReadNamespacedPodLogAsync("a", "ns", follow: true), Encoding.UTF8);

        Assert.Equal("one", await log.ReadLineAsync());
        more.SetResult();
        Assert.Equal("two\n", await log.ReadToEndAsync());
    }

    [Fact]
    public async Task Serves_many_callers_at_once()
    {
        await using var api = await FakeApi.AnsweringAsync("""{"metadata":{"name":"a"}}""");
        using var client = api.Client();

        var jobs = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => client.BatchV1.ReadNamespacedJobAsync($"job-{i}", "ns")));

        Assert.All(jobs, job => Assert.Equal("a", job.Name()));
        Assert.Equal(200, api.Requests.Select(request => request.Target).Distinct().Count());
    }

    [Fact]
    public async Task Needs_a_name_and_a_body()
    {
        await using var api = await FakeApi.AnsweringAsync("{}");
        using var client = api.Client();

        await Assert.ThrowsAsync<ArgumentNullException>(() => client.BatchV1.ReadNamespacedJobAsync(null, "ns"));
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.BatchV1.ReadNamespacedJobAsync("a", null));
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.BatchV1.CreateNamespacedJobAsync(null, "ns"));
        Assert.Empty(api.Requests);
    }
}
