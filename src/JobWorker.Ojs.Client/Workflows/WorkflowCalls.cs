using System.Text.Json.Serialization;
using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Wire;

namespace JobWorker.Ojs.Client.Workflows;

/// <summary>Jobs that belong together. OJS workflows.</summary>
public sealed record WorkflowRequest
{
    private WorkflowRequest(string type) => Type = type;

    /// <summary><c>chain</c>, <c>group</c> or <c>batch</c>.</summary>
    public string Type { get; }

    /// <summary>For people; none means none.</summary>
    public string? Name { get; init; }

    /// <summary>Of a chain.</summary>
    [JsonInclude]
    internal IReadOnlyList<JobRequest>? Steps { get; private init; }

    /// <summary>Of a group or batch.</summary>
    [JsonInclude]
    internal IReadOnlyList<JobRequest>? Jobs { get; private init; }

    /// <summary>Of a batch.</summary>
    [JsonInclude]
    internal BatchCallbacks? Callbacks { get; private init; }

    /// <summary>One after the other; each gets the results of those before it.</summary>
    public static WorkflowRequest Chain(params IReadOnlyList<JobRequest> steps) => new("chain") { Steps = steps };

    /// <summary>All at once; it is over when all are.</summary>
    public static WorkflowRequest Group(params IReadOnlyList<JobRequest> jobs) => new("group") { Jobs = jobs };

    /// <summary>All at once, and then a job that gets all results.</summary>
    public static WorkflowRequest Batch(BatchCallbacks callbacks, params IReadOnlyList<JobRequest> jobs) =>
        new("batch") { Jobs = jobs, Callbacks = callbacks };
}

/// <summary>What follows when all jobs of a batch have ended.</summary>
public sealed record BatchCallbacks
{
    /// <summary>When all succeeded; none means nothing.</summary>
    public JobRequest? OnSuccess { get; init; }

    /// <summary>When at least one failed; none means nothing.</summary>
    public JobRequest? OnFailure { get; init; }

    /// <summary>In any case; none means nothing.</summary>
    public JobRequest? OnComplete { get; init; }
}

/// <summary>A workflow as the server tells it.</summary>
/// <param name="Id">A UUIDv7.</param>
/// <param name="Type"><c>chain</c>, <c>group</c> or <c>batch</c>.</param>
/// <param name="State"><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="StepsTotal">Of a chain.</param>
/// <param name="StepsCompleted">Of a chain: those that succeeded.</param>
/// <param name="JobsTotal">Of a group or batch.</param>
/// <param name="JobsCompleted">Of a group or batch: those that succeeded.</param>
public sealed record Workflow(
    string Id, string Type, string State, int? StepsTotal, int? StepsCompleted, int? JobsTotal, int? JobsCompleted)
{
    /// <summary>For people; none where none was said.</summary>
    public string? Name { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>Jobs that belong together.</summary>
public sealed class WorkflowCalls
{
    private readonly OjsHttp _http;

    internal WorkflowCalls(OjsHttp http) => _http = http;

    /// <summary>Starts a workflow: all of it is accepted, or none.</summary>
    public Task<Workflow> StartAsync(WorkflowRequest workflow, CancellationToken cancel = default) =>
        _http.SendAsync<Workflow>(HttpMethod.Post, "workflows", workflow, "workflow", cancel);

    /// <summary>Where a workflow stands.</summary>
    /// <exception cref="OjsException"><c>not_found</c>.</exception>
    public Task<Workflow> GetAsync(string id, CancellationToken cancel = default) =>
        _http.SendAsync<Workflow>(HttpMethod.Get, $"workflows/{Uri.EscapeDataString(id)}", null, "workflow", cancel);

    /// <summary>Cancels a workflow and its jobs that have not ended.</summary>
    /// <exception cref="OjsException"><c>conflict</c>: it has ended; <c>not_found</c>.</exception>
    public Task<Workflow> CancelAsync(string id, CancellationToken cancel = default) =>
        _http.SendAsync<Workflow>(HttpMethod.Delete, $"workflows/{Uri.EscapeDataString(id)}", null, "workflow", cancel);
}
