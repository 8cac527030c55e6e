using System.Text.Json.Nodes;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary>The policy of a queue that lets SNS, and for our part SNS alone, send to it.</summary>
internal static class QueuePolicy
{
    private const string Operator = "ForAllValues:ArnEquals";
    private const string Source = "aws:SourceArn";

    /// <summary>The policy with <paramref name="topicArn"/> let in; none where it is let in already.</summary>
    /// <param name="policy">What the queue has now; none where it has nothing.</param>
    /// <param name="queueArn">The queue.</param>
    /// <param name="topicArn">Who may send.</param>
    /// <exception cref="System.Text.Json.JsonException">The policy is no JSON.</exception>
    public static string? Admit(string? policy, string queueArn, string topicArn)
    {
        var root = (string.IsNullOrEmpty(policy) ? null : JsonNode.Parse(policy)) as JsonObject
            ?? new JsonObject { ["Version"] = "2012-10-17" };
        var statements = root["Statement"] as JsonArray ?? [];
        if (statements.Parent is null)
        {
            root["Statement"] = statements;
        }

        var sources = statements.OfType<JsonObject>()
            .Where(statement => (string?)statement["Resource"] == queueArn)
            .Select(statement => statement["Condition"]?[Operator]?[Source] as JsonArray)
            .FirstOrDefault(found => found is not null);
        if (sources is null)
        {
            statements.Add(Statement(queueArn, topicArn));
        }
        else if (sources.Any(source => (string?)source == topicArn))
        {
            return null;
        }
        else
        {
            sources.Add(topicArn);
        }

        return root.ToJsonString();
    }

    private static JsonObject Statement(string queueArn, string topicArn) => new()
    {
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
        ["Action"] = "sqs:SendMessage",
        ["Resource"] = queueArn,
        ["Condition"] = new JsonObject { [Operator] = new JsonObject { [Source] = new JsonArray(topicArn) } },
    };
}
