using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dapr;
using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Jobs.Tracing;

namespace JobWorker.Host.Callbacks.Egress.Batches;

/// <summary>Brings many letters to the egress endpoint with one call of its binding.</summary>
/// <param name="dapr">The sidecar.</param>
/// <param name="binding">The binding that leads there.</param>
internal sealed class BatchPost(DaprClient dapr, string binding)
{
    /// <summary>Bytes of bodies in a call: what is beyond goes with another. Far below what a sidecar takes.</summary>
    private const int MostBytes = 1024 * 1024;

    /// <summary>Answers for each letter, in their order.</summary>
    /// <param name="letters">Any number.</param>
    /// <param name="alone">Posts the first callback of a letter by itself, where letters cannot go together.</param>
    /// <param name="cancel">Gives up.</param>
    public IReadOnlyList<Task<LetterAnswer>> Post(
        IReadOnlyList<Letter> letters, Func<Letter, Task<LetterAnswer>> alone, CancellationToken cancel)
    {
        List<Task<LetterAnswer>> answers = [];
        List<Packed> batch = [];
        foreach (var packed in letters.Select(letter => new Packed(letter)))
        {
            if (batch.Count > 0 && batch.Sum(other => other.Bytes) + packed.Bytes > MostBytes)
            {
                answers.AddRange(Send(batch, alone, cancel));
                batch = [];
            }

            batch.Add(packed);
        }

        return [.. answers, .. Send(batch, alone, cancel)];
    }

    /// <summary>The sidecar, or its binding, did not do what it should.</summary>
    internal static bool IsOfTheBinding(Exception e, CancellationToken cancel) => e is DaprException or HttpRequestException
        || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    internal static WebhookAnswer Failed(Exception e) => new(null, $"The webhook binding failed: {e.Message}", null);

    internal static int? Number(IReadOnlyDictionary<string, string> metadata, string name) =>
        metadata.TryGetValue(name, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static async Task<LetterAnswer> AnswerAsync(
        Packed packed, int place, Task<IReadOnlyList<LetterAnswer>?> all, Func<Letter, Task<LetterAnswer>> alone)
    {
        var answer = await all is { } answers ? answers[place] : null;
        packed.End(answer);

        return answer ?? await alone(packed.Letter);
    }

    private List<Task<LetterAnswer>> Send(
        List<Packed> batch, Func<Letter, Task<LetterAnswer>> alone, CancellationToken cancel)
    {
        if (batch.Count == 0)
        {
            return [];
        }

        var all = InvokeAsync(batch, cancel);

        return [.. batch.Select((packed, place) => AnswerAsync(packed, place, all, alone))];
    }

    /// <summary>None: nothing was sent, for the other side knows no batches, or takes none so large.</summary>
    private async Task<IReadOnlyList<LetterAnswer>?> InvokeAsync(List<Packed> batch, CancellationToken cancel)
    {
        try
        {
            var response = await dapr.InvokeBindingAsync(
                new BindingRequest(binding, "post")
                {
                    Data = BatchFormat.Write(batch.Select(packed => packed.Posts)),
                    Metadata =
                    {
                        ["errorIfNot2XX"] = "false",
                        [EgressHeaders.Batch] = batch.Count.ToString(CultureInfo.InvariantCulture),
                    },
                },
                cancel);

            return Number(response.Metadata, "statusCode") switch
            {
                200 => BatchFormat.ReadAnswers(response.Data, batch.Count),
                >= 400 and <= 499 => null,
                var status => throw new DaprException($"status {status}"),
            };
        }
        catch (Exception e) when (IsOfTheBinding(e, cancel)
            || e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [.. batch.Select(_ => new LetterAnswer([Failed(e)]))];
        }
    }

    /// <summary>A letter as it goes, with a span for each callback.</summary>
    private sealed class Packed
    {
        private readonly List<Activity?> _spans = [];

        public Packed(Letter letter)
        {
            var url = new Uri(EgressUrl.Of(letter.Url));
            Letter = letter;
            Posts = [.. letter.Callbacks.Select(callback => Pack(url, callback))];
            Bytes = Posts.Sum(post => post.Body.Length);

            // What follows belongs to no trace: those of the letters go along with them.
            Traces.Carry(null);
        }

        public Letter Letter { get; }

        public IReadOnlyList<EgressPost> Posts { get; }

        public int Bytes { get; }

        /// <summary>Ends the spans of those that were answered; of the others nothing is told.</summary>
        public void End(LetterAnswer? answer)
        {
            foreach (var (span, told) in _spans.Zip(answer?.Answers ?? []))
            {
                Traces.End(span, told);
                span?.Dispose();
            }
        }

        private EgressPost Pack(Uri url, Callback callback)
        {
            var attempt = callback.Attempts + 1;
            var span = Traces.Callback(Letter.JobId, callback, attempt);
            using var carrier = span is null ? Traces.Carry(callback.Trace) : null;
            var trace = Traces.Of(span ?? carrier);
            _spans.Add(span);

            return new EgressPost(
                url,
                CallbackIds.Of(Letter.JobId, callback.Sequence),
                callback.Sequence.ToString(CultureInfo.InvariantCulture),
                attempt.ToString(CultureInfo.InvariantCulture),
                trace?.Parent,
                trace?.State,
                CallbackBody.Write(Letter.JobId, callback));
        }
    }
}
