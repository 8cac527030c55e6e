using System.Collections.Immutable;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Core.Ojs.Workflows;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>A workflow that a client wants done. OJS workflows, sections 3 to 6.</summary>
/// <param name="Name">What the client calls it.</param>
/// <param name="Type">What it is.</param>
/// <param name="Meta">Annotations: a JSON object.</param>
/// <param name="Steps">Its steps, none of them begun.</param>
public sealed record WorkflowRequest(string? Name, WorkflowType Type, RawJson? Meta, ImmutableArray<Step> Steps)
{
    /// <summary>Reads the body of a workflow.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="now">The time now, UTC: relative times count from it until their step begins.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<WorkflowRequest> Parse(ReadOnlyMemory<byte> body, DateTimeOffset now, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, members => Read(members, now, limits));

    private static WorkflowRequest? Read(Members workflow, DateTimeOffset now, EnvelopeLimits limits)
    {
        var name = workflow.Take("name").Text(NameRules.Label);
        var meta = workflow.Take("meta", "metadata").Raw(System.Text.Json.JsonValueKind.Object, limits.MetaBytes);
        var reader = new StepsReader(now, limits);
        if (reader.Read(workflow) is not { } type)
        {
            return null;
        }

        return new WorkflowRequest(name, type, meta, reader.Steps);
    }
}
