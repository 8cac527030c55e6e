using System.Text.Json;

namespace JobWorker.DevSidecar.App.PubSub.Bulk;

/// <summary>The app's answer to many messages, as Dapr reads it.</summary>
internal static class BulkVerdict
{
    /// <summary>What becomes of each message, in the order of <paramref name="ids"/>.</summary>
    /// <remarks>A 2xx says so for each; who is not named is tried again. 404 drops all; all else tries all again.</remarks>
    public static IReadOnlyList<Verdict> Of(AppAnswer answer, IReadOnlyList<string> ids) => answer switch
    {
        { IsSuccess: true } => OfStatuses(Statuses(answer.Body), ids),
        { Status: 404 } => All(ids, new Verdict(VerdictKind.Drop, "the app answered 404")),
        _ => All(ids, new Verdict(VerdictKind.Retry, $"the app answered {answer.Status}")),
    };

    public static IReadOnlyList<Verdict> All(IReadOnlyList<string> ids, Verdict verdict) => [.. ids.Select(_ => verdict)];

    private static IReadOnlyList<Verdict> OfStatuses(Dictionary<string, string?>? statuses, IReadOnlyList<string> ids) =>
        statuses is null
            ? All(ids, new Verdict(VerdictKind.Retry, "the app's answer has no list of statuses"))
            : [.. ids.Select(id => statuses.TryGetValue(id, out var status)
                ? OfStatus(status)
                : new Verdict(VerdictKind.Retry, "the app's answer has no status for it"))];

    private static Verdict OfStatus(string? status) => status switch
    {
        "SUCCESS" => new(VerdictKind.Taken, ""),
        "DROP" => new(VerdictKind.Drop, "the app answered DROP"),
        null or "" or "RETRY" => new(VerdictKind.Retry, "the app answered RETRY"),
        _ => new(VerdictKind.Retry, $"the app answered with the unknown status \"{status}\""),
    };

    /// <summary>By entry; the last counts. None where the body cannot be read.</summary>
    private static Dictionary<string, string?>? Statuses(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (body.Length == 0
                || JsonSerializer.Deserialize<Answer>(body.Span, JsonSerializerOptions.Web)?.Statuses is not { } list)
            {
                return null;
            }

            var statuses = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var one in list.Where(one => one?.EntryId is not null))
            {
                statuses[one!.EntryId!] = one.Status;
            }

            return statuses;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Answer(List<One?>? Statuses);

    private sealed record One(string? EntryId, string? Status);
}
