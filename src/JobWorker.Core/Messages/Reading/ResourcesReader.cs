namespace JobWorker.Core.Messages.Reading;

/// <summary>Reads <c>job.resources</c>.</summary>
internal static class ResourcesReader
{
    /// <summary>The limits and the requests, none of which is above its limit.</summary>
    public static Resources Read(Field field, out Resources requests)
    {
        var resources = field.Object();
        var limitsField = resources?.Take("limits") ?? default;
        var requestsField = resources?.Take("requests") ?? default;
        var limits = Amounts(limitsField);
        requests = Amounts(requestsField);
        resources?.IgnoreRest();
        CheckOrder(requestsField, "cpu", requests.Cpu, limits.Cpu);
        CheckOrder(requestsField, "memory", requests.Memory, limits.Memory);

        return limits;
    }

    private static Resources Amounts(Field field)
    {
        if (field.Object() is not { } amounts)
        {
            return new Resources(null, null);
        }

        var read = new Resources(Amount(amounts.Take("cpu")), Amount(amounts.Take("memory")));
        amounts.IgnoreRest();

        return read;
    }

    /// <summary>A quantity; Kubernetes takes plain numbers as well, and so does this.</summary>
    private static string? Amount(Field field) => field.TextOrScalar(booleans: false) switch
    {
        null or "" => null,
        var text => Rules.Quantity.Holds(text) ? text : field.Complain<string>(Rules.Quantity.Text),
    };

    private static void CheckOrder(Field requests, string name, string? request, string? limit)
    {
        if (Quantity.TryParse(request, out var asked) && Quantity.TryParse(limit, out var most) && asked > most)
        {
            requests.Findings.Violates($"{requests.Path}.{name}", $"must not be above the limit of {limit}");
        }
    }
}
