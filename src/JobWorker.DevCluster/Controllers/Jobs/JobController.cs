using System.Text.Json.Nodes;
using System.Threading.Channels;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Controllers.Jobs;

/// <summary>Keeps every Job as its plan says, whenever it or one of its pods changes, or its time has come.</summary>
/// <remarks>One loop, so nothing here takes a lock. Timers only put a Job back into the loop.</remarks>
internal sealed class JobController(
    Store store, Gatekeeper gatekeeper, Deleter deleter, EventRecorder events, TimeProvider clock) : BackgroundService
{
    private const int LargestBatch = 500;

    private readonly ChannelReader<Change> feed = store.Subscribe();
    private readonly Channel<string> due = Channel.CreateUnbounded<string>();
    private readonly Dictionary<string, Entry> jobs = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Both sources wake the loop; it then takes all there is, so that a Job that changed often is looked at once.
        var changes = feed.WaitToReadAsync(stoppingToken).AsTask();
        var timers = due.Reader.WaitToReadAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            await (await Task.WhenAny(changes, timers));
            HashSet<string> dirty = [];
            while (dirty.Count < LargestBatch && feed.TryRead(out var change))
            {
                Observe(change, dirty);
            }

            while (due.Reader.TryRead(out var uid))
            {
                dirty.Add(uid);
            }

            foreach (var uid in dirty)
            {
                Sync(uid);
            }

            changes = changes.IsCompleted ? feed.WaitToReadAsync(stoppingToken).AsTask() : changes;
            timers = timers.IsCompleted ? due.Reader.WaitToReadAsync(stoppingToken).AsTask() : timers;
        }
    }

    private void Observe(Change change, HashSet<string> dirty)
    {
        var tree = change.Now.Tree;
        if (change.Now.Type == ResourceType.Jobs)
        {
            var uid = tree.Uid();
            if (change.IsDeletion && jobs.Remove(uid, out var gone))
            {
                gone.Timer?.Dispose();
            }
            else if (!change.IsDeletion)
            {
                jobs.TryAdd(uid, new Entry(change.Now.Namespace, change.Now.Name));
                dirty.Add(uid);
            }
        }
        else if (change.Now.Type == ResourceType.Pods && tree.Controller().Text("uid") is { } owner
            && jobs.TryGetValue(owner, out var entry))
        {
            entry.Tally.Observe(change, clock.GetUtcNow());
            dirty.Add(owner);
        }
    }

    private void Sync(string uid)
    {
        if (!jobs.TryGetValue(uid, out var entry)
            || store.Find(ResourceType.Jobs, entry.Namespace, entry.Name) is not { } found || found.Tree.Uid() != uid)
        {
            return;
        }

        var plan = JobPlan.For(found.Tree, entry.Tally, clock.GetUtcNow());
        if (plan.Expire)
        {
            deleter.Delete(ResourceType.Jobs, entry.Namespace, entry.Name, new(Propagation.Background, Uid: uid));
            return;
        }

        CarryOut(found.Tree, entry, plan);
        entry.Timer?.Dispose();
        entry.Timer = plan.WakeAt is { } at ? Arm(uid, at) : null;
    }

    private void CarryOut(JsonObject job, Entry entry, JobPlan plan)
    {
        foreach (var pod in plan.Delete)
        {
            if (plan.Excuse)
            {
                entry.Tally.Excuse(pod);
            }

            deleter.Delete(ResourceType.Pods, pod.Namespace, pod.Name, new(Propagation.Background, Uid: pod.Tree.Uid()));
            events.Normal(job, "SuccessfulDelete", $"Deleted pod: {pod.Name}");
        }

        for (var i = 0; i < plan.Create; i++)
        {
            CreatePod(job, entry);
        }

        if (plan.Status is { } status)
        {
            store.Update(ResourceType.Jobs, entry.Namespace, entry.Name, tree =>
            {
                tree["status"] = status.DeepClone();
                return tree.Uid() == job.Uid();
            });
        }

        foreach (var (isWarning, reason, message) in plan.News)
        {
            if (isWarning)
            {
                events.Warn(job, reason, message);
            }
            else
            {
                events.Normal(job, reason, message);
            }
        }
    }

    private void CreatePod(JsonObject job, Entry entry)
    {
        var template = job.Map("spec", "template")!;
        var metadata = template.Map("metadata")?.Clone() ?? [];
        metadata["name"] = Names.Generate($"{job.Name()}-");
        metadata["generateName"] = $"{job.Name()}-";
        metadata["ownerReferences"] = new JsonArray(job.OwnerReference());
        var pod = gatekeeper.Admit(
            ResourceType.Pods,
            new JsonObject { ["metadata"] = metadata, ["spec"] = template["spec"]?.DeepClone() },
            entry.Namespace);
        if (store.Create(ResourceType.Pods, pod) is not { } made)
        {
            CreatePod(job, entry);
            return;
        }

        entry.Tally.Observe(made, clock.GetUtcNow());
        events.Normal(job, "SuccessfulCreate", $"Created pod: {made.Name}");
    }

    private ITimer Arm(string uid, DateTimeOffset at)
    {
        var delay = at - clock.GetUtcNow();
        var longest = TimeSpan.FromDays(40);

        return clock.CreateTimer(
            _ => due.Writer.TryWrite(uid), null,
            delay < TimeSpan.Zero ? TimeSpan.Zero : delay < longest ? delay : longest, Timeout.InfiniteTimeSpan);
    }

    private sealed class Entry(string ns, string name)
    {
        public string Namespace => ns;

        public string Name => name;

        public JobTally Tally { get; } = new();

        public ITimer? Timer { get; set; }
    }
}
