using System.Collections.Immutable;
using System.Globalization;
using JobWorker.Core.Callbacks;

namespace JobWorker.Cli.Receiving;

/// <summary>What a receiver's own log proves: for each job, whether everything came, in order, from us.</summary>
/// <param name="keys">What signatures are checked with, of which one must fit; none: they are not checked.</param>
internal sealed class LogCheck(params IReadOnlyCollection<VerificationKey> keys)
{
    /// <summary>Most missing sequences that are told of one job.</summary>
    public const int MostMissing = 100;

    private readonly Dictionary<string, Account> _jobs = [];
    private readonly List<string> _order = [];

    /// <summary>What was found of each job, in the order in which they first came.</summary>
    public IEnumerable<ReceivedJob> Jobs => _order.Select(id => _jobs[id].Found(id));

    /// <summary>Takes the next callback of the log, in the order in which they came.</summary>
    public void Add(ReceivedCallback callback)
    {
        if (!_jobs.TryGetValue(callback.JobId, out var account))
        {
            _jobs[callback.JobId] = account = new Account();
            _order.Add(callback.JobId);
        }

        if (callback.WebhookId != CallbackIds.Of(callback.JobId, callback.Sequence))
        {
            account.Say(callback, "wrong-id", callback.WebhookId is { } id
                ? $"webhook-id {id} is not the one of callback {callback.Sequence}"
                : "webhook-id is missing");
        }

        if (keys.Count > 0 && Forged(callback) is { } reason)
        {
            account.Say(callback, "bad-signature", reason);
        }

        account.Count(callback);
    }

    private string? Forged(ReceivedCallback callback) => callback switch
    {
        { Signatures: null } => "webhook-signature is missing",
        { WebhookId: null } => "webhook-id, which is signed, is missing",
        { Timestamp: null } => "webhook-timestamp is missing or no number",
        { WebhookId: { } id, Timestamp: { } time, Signatures: { } signatures } =>
            keys.Any(key => key.Verify(id, time, callback.Body.Span, signatures))
                ? null
                : $"no signature is right for these bytes and {(keys.Count == 1 ? "this key" : "these keys")}",
    };

    private sealed class Account
    {
        private readonly Dictionary<int, int?> _first = [];
        private readonly List<LogFinding> _findings = [];
        private int _received;
        private int _highest = -1;

        public void Say(ReceivedCallback callback, string kind, string reason) =>
            _findings.Add(new LogFinding(callback.Line, callback.Sequence, kind, reason));

        public void Count(ReceivedCallback callback)
        {
            _received++;
            if (!_first.TryAdd(callback.Sequence, callback.Status))
            {
                if (_first[callback.Sequence] != callback.Status)
                {
                    Say(callback, "changed", Text($"status {callback.Status} came as status {_first[callback.Sequence]} before"));
                }

                return;
            }

            if (callback.Sequence < _highest)
            {
                Say(callback, "out-of-order", Text($"callback {callback.Sequence} first came after callback {_highest}"));
            }

            _highest = Math.Max(_highest, callback.Sequence);
        }

        public ReceivedJob Found(string id)
        {
            ImmutableArray<int> missing =
                [.. Enumerable.Range(0, _highest).Where(sequence => !_first.ContainsKey(sequence)).Take(MostMissing)];

            return new ReceivedJob(
                id,
                _received,
                _first.Count,
                _received - _first.Count,
                _first.GetValueOrDefault(_highest),
                missing,
                _highest - (_first.Count - 1) - missing.Length,
                [.. _findings]);
        }

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>What a log says of one job.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Received">Lines about it.</param>
/// <param name="Callbacks">Different callbacks among them.</param>
/// <param name="Duplicates">Lines that came again, which is allowed.</param>
/// <param name="LastStatus">The status of the last callback; none when it was not logged.</param>
/// <param name="Missing">Sequences below the highest that never came; the first 100.</param>
/// <param name="MoreMissing">How many more never came.</param>
/// <param name="Findings">Everything else that is not as promised.</param>
internal sealed record ReceivedJob(
    string Id,
    int Received,
    int Callbacks,
    int Duplicates,
    int? LastStatus,
    ImmutableArray<int> Missing,
    int MoreMissing,
    ImmutableArray<LogFinding> Findings)
{
    /// <summary>Nothing is missing and nothing is wrong.</summary>
    public bool Holds => Missing.IsEmpty && Findings.IsEmpty;
}

/// <summary>One thing in a log that is not as promised.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Sequence">The callback.</param>
/// <param name="Kind"><c>wrong-id</c>, <c>bad-signature</c>, <c>out-of-order</c> or <c>changed</c>.</param>
/// <param name="Reason">For people.</param>
internal sealed record LogFinding(long Line, int Sequence, string Kind, string Reason);
