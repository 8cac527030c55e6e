using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>Many stories in one world, side by side: each has a namespace of its own.</summary>
[Collection(OnSimulatedNodes.Name)]
public sealed class WhatPeopleDoToAJob(SimulatedNodes fixture)
{
    [SkippableFact]
    public async Task Ends_with_an_outcome_whatever_it_is()
    {
        var cluster = fixture.Cluster;
        await using var world = await World.StartAsync(new WorldOptions
        {
            Kubeconfig = cluster.Kubeconfig,
            Worker = new Dictionary<string, string?>
            {
                ["Policy__Namespaces__0"] = "*",
                ["POD_START_TIMEOUT"] = "30",
                ["Jobs__CreateTimeout"] = "00:00:03",
            },
        });
        await world.StartReceiverAsync();
        Func<HandStory, Task>[] stories =
        [
            DeletedBeforeItRuns, DeletedWhileItRuns, DeletedWithItsPodsLeftBehind, DeletedAfterItsEnd, ItsPodDeletedBeforeItStarts,
            ItsPodDeletedWhileItRuns, ItsLabelTakenOff, ItsAnnotationAndFinalizerTakenOff, Copied, GivenNoPods, RefusedByAQuota,
            NamedAsLongAsCanBe,
        ];

        await Task.WhenAll(stories.Select(async story =>
        {
            try
            {
                await story(new HandStory(world, cluster, await cluster.NewNamespaceAsync()));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"{story.Method.Name}: {e.Message}", e);
            }
        }));
    }

    private static async Task DeletedBeforeItRuns(HandStory story)
    {
        await story.SubmitAsync(("nodesim/start-delay", "600"));
        await story.DeleteAsync("Background");
        Assert.Equal(("A106", "JobDeleted"), await story.EndsAsync(0, 99));
    }

    private static async Task DeletedWhileItRuns(HandStory story)
    {
        await story.RunsAsync("600");
        await story.DeleteAsync("Background");
        Assert.Equal(("A106", "JobDeleted"), await story.EndsAsync(0, 1, 99));
    }

    private static async Task DeletedWithItsPodsLeftBehind(HandStory story)
    {
        await story.RunsAsync("600");
        await story.DeleteAsync("Orphan");
        Assert.Equal(("A106", "JobDeleted"), await story.EndsAsync(0, 1, 99));
    }

    private static async Task DeletedAfterItsEnd(HandStory story)
    {
        await story.RunsAsync("0.5");
        await story.EndsAsync(0, 1, 2);
        await story.DeleteAsync("Background");
        await story.IsGoneAsync(story.JobName!);
        await story.EndsAsync(0, 1, 2);
    }

    private static async Task ItsPodDeletedBeforeItStarts(HandStory story)
    {
        await story.SubmitAsync(("nodesim/start-delay", "4"));
        await story.DeletePodAsync();
        await story.EndsAsync(0, 1, 2);
        Assert.DoesNotContain("PodReplaced", await story.EventsAsync());
    }

    private static async Task ItsPodDeletedWhileItRuns(HandStory story)
    {
        await story.RunsAsync("6");
        await story.DeletePodAsync();
        await story.EndsAsync(0, 1, 2);
        Assert.Contains("PodReplaced", await story.EventsAsync());
    }

    private static async Task ItsLabelTakenOff(HandStory story)
    {
        await story.RunsAsync("4");
        await story.PatchAsync("""{"metadata":{"labels":{"app.kubernetes.io/managed-by":null}}}""");
        await story.EndsAsync(0, 1, 2);
    }

    private static async Task ItsAnnotationAndFinalizerTakenOff(HandStory story)
    {
        await story.RunsAsync("7");
        await story.PatchAsync("""{"metadata":{"annotations":{"jobworker.dev/id":null},"finalizers":null}}""");
        await story.HasAsync(job => job["metadata"]!["finalizers"]?.AsArray().Count == 1
            && job["metadata"]!["annotations"]?["jobworker.dev/id"] is not null);
        await story.EndsAsync(0, 1, 2);
    }

    private static async Task Copied(HandStory story)
    {
        await story.RunsAsync("3");
        await story.CopyAsync("copy");
        await story.HasAsync(job => job["metadata"]!["finalizers"] is null && job["status"]!["conditions"] is not null, "copy");
        await story.EndsAsync(0, 1, 2);
    }

    private static async Task GivenNoPods(HandStory story)
    {
        await story.LimitAsync("pods");
        await story.SubmitAsync();
        var job = await story.World.JobAsync(story.Id, "to tell why it has no pod", j => j.Events.Contains("PodStuck"));
        Assert.Equal(("created", "QuotaExceeded"), (job.State, job.Json.GetProperty("stuck").GetProperty("reason").GetString()));
        await story.World.Api.CancelAsync(story.Id);
        Assert.Equal(("A110", "Cancelled"), await story.EndsAsync(0, 99));
    }

    private static async Task RefusedByAQuota(HandStory story)
    {
        await story.LimitAsync("count/jobs.batch");
        await story.SubmitAsync(wait: false);
        var job = await story.World.JobAsync(story.Id, "to tell why it is not made", j => j.Events.Contains("JobCreateDeferred"));
        Assert.Equal("QuotaExceeded", job.Json.GetProperty("stuck").GetProperty("reason").GetString());
        Assert.Equal(("A103", "QuotaExceeded"), await story.EndsAsync(99));
    }

    private static async Task NamedAsLongAsCanBe(HandStory story)
    {
        var space = new string('n', 63);
        story = new HandStory(story.World, story.Cluster, await story.Cluster.NewNamespaceAsync(space))
        {
            Id = $"{story.Id}{new string('i', 128)}"[..128],
        };
        await story.SubmitAsync(message =>
        {
            message["service"] = new string('s', 63);
            message["job"]!["prefixName"] = new string('p', 53);
        });
        Assert.Equal(62, story.JobName!.Length);
        await story.EndsAsync(0, 1, 2);
    }
}
