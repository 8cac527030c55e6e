using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages.Reading;
using JobWorker.Core.Policies;
using JobWorker.Host.Catalog.Operations;

namespace JobWorker.Host.Catalog.Api;

/// <summary>What a request to <c>POST /api/operations</c> asks for.</summary>
/// <param name="Verb">What is to be done.</param>
/// <param name="Filter">To which jobs; without states, to those for which the verb makes sense.</param>
/// <param name="Url">Where callbacks that are sent again go from now on; none: where they went before.</param>
/// <param name="Problems">Broken rules by field; the rest counts only where there are none.</param>
internal sealed record OperationReading(
    OperationVerb Verb, JobFilter Filter, string? Url, Dictionary<string, string[]> Problems)
{
    private static readonly string[] Names = ["verb", "filter", "all", "url"];
    private static readonly string[] FilterNames = ["state", "service", "namespace", "reason", "callback", "from", "to"];

    /// <summary>Reads the body of a request.</summary>
    public static async Task<OperationReading> OfAsync(Stream body, JobPolicy policy, CancellationToken cancel)
    {
        var reading = new FilterReading();
        try
        {
            using var document = await JsonDocument.ParseAsync(body, default, cancel);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                return Of(document.RootElement, policy, reading);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        reading.Add("body", """must be a JSON object such as {"verb":"cancel","filter":{"state":["running"]}}""");
        return new OperationReading(default, JobFilter.All, null, reading.Problems);
    }

    private static OperationReading Of(JsonElement root, JobPolicy policy, FilterReading reading)
    {
        Unknown(root, Names, "", reading);
        var verb = ReadVerb(root, reading);
        var filter = ReadFilter(root, reading);
        var all = JsonText.Member(root, "all") is { ValueKind: JsonValueKind.True };
        if (JsonText.Member(root, "all") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            reading.Add("all", "must be true or false");
        }

        if (filter.IsAll && !all && reading.Problems.Count == 0)
        {
            reading.Add("filter", """names no job: say {"all":true} if every one is meant""");
        }

        var url = ReadUrl(root, verb, policy, reading);
        if (verb is OperationVerb.Resend)
        {
            if (filter.Callback is not (null or CallbackStanding.Dead))
            {
                reading.Add("filter.callback", "must be dead, or left out: only callbacks that were given up are sent again");
            }

            filter = filter with { Callback = CallbackStanding.Dead };
        }

        return new OperationReading(
            verb, filter.State.IsEmpty ? filter with { State = Usual(verb) } : filter, url, reading.Problems);
    }

    /// <summary>
    /// Where no state is given: what is not over is cancelled, what ended badly is run again, callbacks of all are sent again.
    /// </summary>
    private static ImmutableArray<JobState> Usual(OperationVerb verb) => verb switch
    {
        OperationVerb.Cancel => [JobState.Requested, JobState.Created, JobState.Running],
        OperationVerb.Redrive => [JobState.Failed, JobState.Aborted],
        _ => [],
    };

    private static string? ReadUrl(JsonElement root, OperationVerb verb, JobPolicy policy, FilterReading reading)
    {
        switch (JsonText.Member(root, "url"))
        {
            case null:
                return null;
            case not null when verb is not OperationVerb.Resend:
                reading.Add("url", "is only for resend");
                return null;
            case { ValueKind: JsonValueKind.String } text when JsonText.Of(text) is { } url:
                foreach (var violation in policy.CheckWebhook("url", url))
                {
                    reading.Add(violation.Field, violation.Rule);
                }

                return url;
            default:
                reading.Add("url", "must be Unicode text");
                return null;
        }
    }

    private static OperationVerb ReadVerb(JsonElement root, FilterReading reading)
    {
        switch (JsonText.Member(root, "verb") is { ValueKind: JsonValueKind.String } verb ? JsonText.Of(verb) : null)
        {
            case "cancel":
                return OperationVerb.Cancel;
            case "redrive":
                return OperationVerb.Redrive;
            case "resend":
                return OperationVerb.Resend;
            default:
                reading.Add("verb", "must be cancel, redrive or resend");
                return default;
        }
    }

    private static JobFilter ReadFilter(JsonElement root, FilterReading reading)
    {
        if (JsonText.Member(root, "filter") is not { } filter)
        {
            return JobFilter.All;
        }

        if (filter.ValueKind is not JsonValueKind.Object)
        {
            reading.Add("filter", "must be an object");
            return JobFilter.All;
        }

        Unknown(filter, FilterNames, "filter.", reading);
        var inner = new FilterReading();
        string? Text(string name)
        {
            if (JsonText.Member(filter, name) is not { } value)
            {
                return null;
            }

            var text = value.ValueKind is JsonValueKind.String ? JsonText.Of(value) : null;
            if (text is null)
            {
                inner.Add(name, "must be Unicode text");
            }

            return text;
        }

        var read = inner.Read(
            States(filter, inner),
            Text("service"),
            Text("namespace"),
            Text("reason"),
            Text("from"),
            Text("to"),
            Text("callback"));
        foreach (var (field, rules) in inner.Problems)
        {
            Array.ForEach(rules, rule => reading.Add($"filter.{field}", rule));
        }

        return read;
    }

    private static List<string?> States(JsonElement filter, FilterReading reading)
    {
        switch (JsonText.Member(filter, "state"))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.String } one:
                return [JsonText.Of(one)];
            case { ValueKind: JsonValueKind.Array } many
                when many.EnumerateArray().All(s => s.ValueKind is JsonValueKind.String):
                return [.. many.EnumerateArray().Select(JsonText.Of)];
            default:
                reading.Add("state", "must be a list of states");
                return [];
        }
    }

    private static void Unknown(JsonElement element, string[] names, string path, FilterReading reading)
    {
        foreach (var name in element.EnumerateObject().Select(JsonText.NameOf).Where(name => !names.Contains(name)))
        {
            reading.Add(path + name, $"is not known here; {string.Join(", ", names)} are");
        }
    }
}
