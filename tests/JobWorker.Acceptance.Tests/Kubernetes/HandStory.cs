using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>One job in a namespace of its own, and what somebody does to it behind the worker's back.</summary>
internal sealed class HandStory(World world, RealCluster cluster, string space)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public string Id { get; init; } = JobMessages.NewId();

    public World World => world;

    public RealCluster Cluster => cluster;

    public string? JobName { get; private set; }

    private string Jobs => $"/apis/batch/v1/namespaces/{space}/jobs";

    private string Pods => $"/api/v1/namespaces/{space}/pods";

    /// <summary>Sends a message whose pods do as they are told; returns once its Job exists.</summary>
    public Task SubmitAsync(params (string Key, string Value)[] annotations) => SubmitAsync(
        message => message["job"]!["annotations"] =
            new JsonObject(annotations.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))));

    public Task SubmitAsync(bool wait) => SubmitAsync(_ => { }, wait);

    public async Task SubmitAsync(Action<JsonObject> change, bool wait = true)
    {
        var message = JobMessages.Shell(Id, "true", Receiver.Url(world.ReceiverPort), job => job["namespace"] = space);
        change(message);
        Assert.Equal(202, await world.Api.SubmitAsync(message.Bytes()));
        if (wait)
        {
            JobName = (await world.JobAsync(Id, "to be created", j => j.JobName is not null)).JobName;
        }
    }

    /// <summary>Sends a message whose container runs so many seconds; returns once it does.</summary>
    public async Task RunsAsync(string seconds)
    {
        await SubmitAsync(("nodesim/run-seconds", seconds));
        await world.JobAsync(Id, "to run", j => j.Events.Contains("PodStarted"));
    }

    public async Task DeleteAsync(string policy) =>
        Assert.Equal(200, (await cluster.Api.DeleteAsync($"{Jobs}/{JobName}?propagationPolicy={policy}")).Status);

    /// <summary>Deletes its pod at once, as somebody in a hurry does.</summary>
    public async Task DeletePodAsync()
    {
        var pod = await world.WaitAsync("a pod", Patience, async () =>
            await cluster.Api.ItemsAsync(Pods) is [var first, ..] ? first : null);
        Assert.Equal(200, (await cluster.Api.DeleteAsync($"{Pods}/{pod["metadata"]!["name"]}?gracePeriodSeconds=0")).Status);
    }

    public async Task PatchAsync(string patch) => Assert.Equal(200, (await cluster.Api.PatchAsync($"{Jobs}/{JobName}", patch)).Status);

    /// <summary>Creates the same Job under another name, as <c>kubectl get</c> and <c>kubectl create</c> do.</summary>
    public async Task CopyAsync(string name)
    {
        var job = (await cluster.Api.GetAsync($"{Jobs}/{JobName}")).Body.AsObject();
        job.Remove("status");
        var metadata = job["metadata"]!.AsObject();
        foreach (var own in (string[])["uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink"])
        {
            metadata.Remove(own);
        }

        metadata["name"] = name;
        foreach (var labels in (JsonObject[])[metadata["labels"]!.AsObject(), job["spec"]!["template"]!["metadata"]!["labels"]!.AsObject()])
        {
            labels.Remove("controller-uid");
            labels.Remove("job-name");
        }

        job["spec"]!.AsObject().Remove("selector");
        await cluster.Api.CreateAsync(Jobs, job);
    }

    public async Task LimitAsync(string what) => await cluster.Api.CreateAsync(
        $"/api/v1/namespaces/{space}/resourcequotas",
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "none" },
            ["spec"] = new JsonObject { ["hard"] = new JsonObject { [what] = "0" } },
        });

    /// <summary>Returns when the Job, or another of this name, is as wanted.</summary>
    public Task HasAsync(Func<JsonNode, bool> what, string? name = null) =>
        world.WaitAsync($"Job {name ?? JobName} to be so", Patience, async () =>
            (await cluster.Api.GetAsync($"{Jobs}/{name ?? JobName}")).Body is var job && what(job) ? job : null);

    public Task IsGoneAsync(string name) => world.WaitAsync($"Job {name} to go", Patience, async () =>
        (await cluster.Api.GetAsync($"{Jobs}/{name}")).Status == 404 ? world : null);

    public async Task<IReadOnlyList<string>> EventsAsync() => (await world.Api.JobAsync(Id))!.Events;

    /// <summary>Waits for the last callback; each came once, in order, signed.</summary>
    /// <returns>Code and reason of the error, where it tells one.</returns>
    public async Task<(string? Code, string? Reason)> EndsAsync(params int[] statuses)
    {
        var told = await world.ToldAsync(Id, statuses[^1]);
        await world.FinishedAsync(Id);
        Assert.Equal(statuses, told.Select(d => d.Status));
        Assert.Equal(Enumerable.Range(0, told.Count), told.Select(d => d.Sequence));
        Assert.All(told, d => Assert.True(d.Signed));

        return told[^1].Detail.TryGetProperty("error", out var error)
            ? (error.GetProperty("errorCode").GetString(), error.GetProperty("reason").GetString())
            : default;
    }
}
