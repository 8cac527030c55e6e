using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Jobs;

public abstract class CreatingAJob(ClusterUnderTest cluster) : Statements(cluster)
{
    [SkippableFact]
    public async Task Answers_201_with_defaults_and_an_identity()
    {
        var manifest = Job("plain");
        manifest["spec"]!.AsObject().Remove("backoffLimit");
        var job = await CreateJobAsync(manifest);
        var spec = job["spec"]!;

        Assert.Equal((1, 1, 6), ((int)spec["parallelism"]!, (int)spec["completions"]!, (int)spec["backoffLimit"]!));
        Assert.Equal("busybox", (string?)spec["template"]!["spec"]!["containers"]![0]!["image"]);
        Assert.Equal(Namespace, (string?)job["metadata"]!["namespace"]);
        Assert.All(["uid", "creationTimestamp", "resourceVersion"], field =>
            Assert.False(string.IsNullOrEmpty((string?)job["metadata"]![field])));
        Assert.Null(job["metadata"]!["finalizers"]);
        Assert.Null(job["status"]?["conditions"]);
    }

    [SkippableFact]
    public async Task Ties_its_pods_to_it_by_labels_and_owner()
    {
        var job = await CreateJobAsync(Job("tied", seconds: 30));
        var pod = await PodAsync("tied", "there", _ => true);
        var owner = pod["metadata"]!["ownerReferences"]![0]!;
        var uid = (string?)job["metadata"]!["uid"];

        Assert.Equal(uid, (string?)pod["metadata"]!["labels"]!["controller-uid"]);
        Assert.Equal("tied", (string?)pod["metadata"]!["labels"]!["job-name"]);
        Assert.Equal(("Job", "tied"), ((string?)owner["kind"], (string?)owner["name"]));
        Assert.Equal((uid, true), ((string?)owner["uid"], (bool)owner["controller"]!));
        Assert.StartsWith("tied-", Name(pod), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Answers_409_AlreadyExists_to_a_name_that_is_taken()
    {
        await CreateJobAsync(Job("twice"));
        var answer = await Api.PostAsync(Jobs, Job("twice"));

        AssertStatus(409, "AlreadyExists", answer);
        Assert.Equal("twice", (string?)answer.Body["details"]!["name"]);
    }

    [SkippableFact]
    public async Task Answers_404_where_there_is_no_such_namespace() =>
        AssertStatus(404, "NotFound", await Api.PostAsync("/apis/batch/v1/namespaces/no-such-namespace/jobs", Job("lost")));

    [SkippableFact]
    public async Task Answers_400_where_path_and_body_name_different_namespaces()
    {
        var job = Job("astray");
        job["metadata"]!["namespace"] = "elsewhere";

        AssertStatus(400, "BadRequest", await Api.PostAsync(Jobs, job));
    }

    [SkippableFact]
    public async Task Takes_names_of_63_characters_and_cuts_those_of_pods()
    {
        var name = new string('n', 63);
        await CreateJobAsync(Job(name));
        var pod = await PodAsync(name, "there", _ => true);

        Assert.Equal(63, Name(pod).Length);
        Assert.StartsWith(name[..58], Name(pod), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(64, "")]
    [InlineData(253, "")]
    [InlineData(3, "A")]
    [InlineData(3, "-")]
    [InlineData(3, "_")]
    public async Task Answers_422_that_names_the_field_to_other_names(int length, string end)
    {
        var answer = await Api.PostAsync(Jobs, Job(new string('n', length) + end));

        AssertStatus(422, "Invalid", answer);
        Assert.Contains("must", (string?)answer.Body["message"], StringComparison.Ordinal);
        Assert.NotEmpty(answer.Body["details"]!["causes"]!.AsArray());
    }

    [SkippableFact]
    public async Task Names_metadata_name_where_a_name_can_be_nobodys()
    {
        var answer = await Api.PostAsync(Jobs, Job("Upper"));

        Assert.Contains("metadata.name", (string?)answer.Body["message"], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("""{"restartPolicy": "Always"}""")]
    [InlineData("""{"restartPolicy": null}""")]
    [InlineData("""{"containers": []}""")]
    [InlineData("""{"containers": [{"name": "Bad_Name", "image": "busybox"}]}""")]
    [InlineData("""{"containers": [{"name": "main"}]}""")]
    [InlineData("""{"containers": [{"name": "a", "image": "i"}, {"name": "a", "image": "i"}]}""")]
    public async Task Answers_422_to_pods_that_cannot_be(string pod)
    {
        var job = Job("broken");
        foreach (var (field, value) in JsonNode.Parse(pod)!.AsObject())
        {
            job["spec"]!["template"]!["spec"]![field] = value?.DeepClone();
        }

        AssertStatus(422, "Invalid", await Api.PostAsync(Jobs, job));
    }

    [SkippableTheory]
    [InlineData("backoffLimit", "-1")]
    [InlineData("parallelism", "-1")]
    [InlineData("activeDeadlineSeconds", "-1")]
    [InlineData("ttlSecondsAfterFinished", "-1")]
    public async Task Answers_422_to_numbers_below_zero(string field, string value) => AssertStatus(
        422, "Invalid", await Api.PostAsync(Jobs, Job("below", spec: spec => spec[field] = JsonNode.Parse(value))));

    [SkippableTheory]
    [InlineData("labels", "app", "not a label")]
    [InlineData("labels", "bad key", "x")]
    [InlineData("annotations", "bad key", "x")]
    public async Task Answers_422_to_labels_and_annotations_that_cannot_be(string map, string key, string value)
    {
        var job = Job("labelled");
        job["metadata"]![map] = new JsonObject { [key] = value };

        AssertStatus(422, "Invalid", await Api.PostAsync(Jobs, job));
    }

    [SkippableTheory]
    [InlineData(63, 201)]
    [InlineData(64, 422)]
    public async Task Takes_label_values_and_container_names_of_63_characters(int length, int status)
    {
        var (labelled, contained) = (Job("labelled", seconds: 30), Job("contained", seconds: 30));
        labelled["metadata"]!["labels"] = new JsonObject { ["app"] = new string('v', length) };
        contained["spec"]!["template"]!["spec"]!["containers"]![0]!["name"] = new string('c', length);

        Assert.Equal(status, (await Api.PostAsync(Jobs, labelled)).Status);
        Assert.Equal(status, (await Api.PostAsync(Jobs, contained)).Status);
    }

    [SkippableTheory]
    [InlineData(0, 201)]
    [InlineData(1, 422)]
    public async Task Takes_256_KiB_of_annotations(int over, int status)
    {
        var job = Job("annotated", seconds: 30);
        job["metadata"]!["annotations"] = new JsonObject { ["a"] = new string('x', (256 * 1024) - 1 + over) };

        Assert.Equal(status, (await Api.PostAsync(Jobs, job)).Status);
    }

    [SkippableTheory]
    [InlineData(63, 201)]
    [InlineData(64, 422)]
    public async Task Takes_label_keys_of_63_characters_after_a_prefix_of_253(int length, int status)
    {
        var prefix = string.Join('.', Enumerable.Repeat(new string('p', 49), 5)) + ".abc";
        var job = Job("keyed", seconds: 30);
        job["metadata"]!["labels"] = new JsonObject { [$"{prefix}/{new string('k', length)}"] = "x" };

        Assert.Equal(253, prefix.Length);
        Assert.Equal(status, (await Api.PostAsync(Jobs, job)).Status);
    }

    [SkippableFact]
    public async Task Drops_fields_it_does_not_know_without_a_word()
    {
        var manifest = Job("odd", spec: spec => spec["bogus"] = 1);
        manifest["spec"]!["template"]!["spec"]!["bogus"] = new JsonObject { ["a"] = 1 };
        manifest["spec"]!["template"]!["spec"]!["containers"]![0]!["bogus"] = "x";
        manifest["bogus"] = true;
        var job = await CreateJobAsync(manifest);

        Assert.DoesNotContain("bogus", job.ToJsonString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Answers_400_to_fields_of_another_type_and_to_what_is_no_JSON()
    {
        AssertStatus(400, "BadRequest", await Api.PostAsync(Jobs, Job("typed", spec: spec => spec["completions"] = "many")));
        AssertStatus(400, "BadRequest", await Api.PostAsync(Jobs, JsonValue.Create("text")));
    }

    [SkippableFact]
    public async Task Answers_415_to_media_types_it_does_not_know() => AssertStatus(
        415, "UnsupportedMediaType", await Api.SendAsync(HttpMethod.Post, Jobs, Job("typed"), "text/plain"));

    [SkippableFact]
    public async Task Makes_names_up_where_asked_to()
    {
        var manifest = Job("");
        manifest["metadata"] = new JsonObject { ["generateName"] = "made-" };
        var job = await CreateJobAsync(manifest);

        Assert.Matches("^made-[a-z0-9]{5}$", Name(job));
    }

    [SkippableFact]
    public async Task Tries_out_and_keeps_nothing_with_dryRun()
    {
        var (status, job) = await Api.PostAsync($"{Jobs}?dryRun=All", Job("tried"));

        Assert.Equal((201, "tried"), (status, Name(job)));
        AssertStatus(404, "NotFound", await Api.GetAsync($"{Jobs}/tried"));
        AssertStatus(422, "Invalid", await Api.PostAsync($"{Jobs}?dryRun=All", Job("Tried")));
    }
}

[Collection(Development.Name)]
public sealed class CreatingAJobOnTheDevelopmentCluster(DevelopmentCluster cluster) : CreatingAJob(cluster);

[Collection(Real.Name)]
public sealed class CreatingAJobOnARealCluster(RealKubernetes cluster) : CreatingAJob(cluster);
