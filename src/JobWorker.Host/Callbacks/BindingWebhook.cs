using System.Globalization;
using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;
using JobWorker.Host.Jobs.Tracing;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks;

/// <summary>Posts through one of the sidecar's HTTP output bindings.</summary>
/// <remarks>
/// The way of all, <c>Callbacks:Binding</c>, leads to <see cref="EgressEndpoint"/>, which signs; letters that go that way
/// together share a call. The binding of a route leads to the receiver itself, so what goes there goes alone, and is signed
/// here, in the form in which the binding will send it.
/// </remarks>
internal sealed class BindingWebhook(
    DaprClient dapr,
    IOptions<CallbackOptions> options,
    IOptions<EgressOptions> egress,
    CallbackRoutes routes,
    KeyRing keys,
    TimeProvider clock) : IWebhook
{
    private readonly BatchPost _batch = new(dapr, options.Value.Binding);

    public IReadOnlyList<Task<LetterAnswer>> Post(IReadOnlyList<Letter> letters, CancellationToken cancel)
    {
        var answers = new Task<LetterAnswer>[letters.Count];
        var shared = letters.Index().Where(l => Direct(new Uri(l.Item.Url)) is null).ToList();
        if (shared is [{ Item.Callbacks.Count: 1 }])
        {
            shared.Clear();
        }

        var batch = _batch.Post([.. shared.Select(l => l.Item)], letter => OneAsync(letter, cancel), cancel);
        foreach (var (number, (place, _)) in shared.Index())
        {
            answers[place] = batch[number];
        }

        foreach (var (place, letter) in letters.Index())
        {
            answers[place] ??= OneAsync(letter, cancel);
        }

        return answers;
    }

    /// <summary>The first callback of a letter, by itself; the others have not gone then.</summary>
    private async Task<LetterAnswer> OneAsync(Letter letter, CancellationToken cancel)
    {
        var callback = letter.Callbacks[0];
        var attempt = callback.Attempts + 1;
        using var span = Traces.Callback(letter.JobId, callback, attempt);
        using var carrier = span is null ? Traces.Carry(callback.Trace) : null;
        var answer = await TryPostAsync(letter.JobId, letter.Url, callback, attempt, Traces.Of(span ?? carrier), cancel);
        Traces.End(span, answer);

        return new LetterAnswer([answer]);
    }

    private CallbackRoute? Direct(Uri target) => routes.Of(target) is { Binding: not null } route ? route : null;

    private async Task<WebhookAnswer> TryPostAsync(
        string jobId, string url, Callback callback, int attempt, TraceContext? trace, CancellationToken cancel)
    {
        var target = new Uri(url);
        var direct = Direct(target);

        // The egress endpoint keeps its time by itself.
        using var timer = new CancellationTokenSource(
            direct is null ? Timeout.InfiniteTimeSpan : egress.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            var request = direct is { Binding: { } binding }
                ? await DirectAsync(binding, direct.Rest(target), target, jobId, callback, either.Token)
                : ToEgress(url, jobId, callback);

            // The schedule of retries is ours, so a refusal must come back as a status, not as an error.
            request.Metadata[BindingAnswer.ErrorIfNot2XX] = "false";
            request.Metadata[EgressHeaders.WebhookId] = CallbackIds.Of(jobId, callback.Sequence);
            request.Metadata[EgressHeaders.Sequence] = callback.Sequence.ToString(CultureInfo.InvariantCulture);
            request.Metadata[EgressHeaders.Attempt] = attempt.ToString(CultureInfo.InvariantCulture);
            AddTrace(request, trace);
            var response = await dapr.InvokeBindingAsync(request, either.Token);

            return BindingAnswer.Of(response.Metadata, isEgress: direct is null, clock.GetUtcNow());
        }
        catch (KeyMissingException e)
        {
            return new WebhookAnswer(null, e.Message, null);
        }
        catch (Exception) when (timer.IsCancellationRequested)
        {
            return EgressClient.NoAnswerWithin(egress.Value.Timeout);
        }
        catch (Exception e) when (BatchPost.IsOfTheBinding(e, cancel))
        {
            return BatchPost.Failed(e);
        }
    }

    private static void AddTrace(BindingRequest request, TraceContext? trace)
    {
        var direct = !request.Metadata.ContainsKey(EgressHeaders.Url);
        if (trace is not null)
        {
            request.Metadata[direct ? EgressHeaders.TraceParent : EgressHeaders.EgressTraceParent] = trace.Parent;
        }

        if (trace?.State is { } state)
        {
            request.Metadata[direct ? EgressHeaders.TraceState : EgressHeaders.EgressTraceState] = state;
        }
    }

    private BindingRequest ToEgress(string url, string jobId, Callback callback) => new(options.Value.Binding, "post")
    {
        Data = CallbackBody.Write(jobId, callback),
        Metadata = { [EgressHeaders.Url] = EgressUrl.Of(url) },
    };

    private async Task<BindingRequest> DirectAsync(
        string binding, string path, Uri target, string jobId, Callback callback, CancellationToken cancel)
    {
        var body = BindingJson.Of(CallbackBody.Write(jobId, callback));
        var (id, timestamp) = (CallbackIds.Of(jobId, callback.Sequence), clock.GetUtcNow().ToUnixTimeSeconds());
        var request = new BindingRequest(binding, "post")
        {
            Data = body,
            Metadata =
            {
                ["path"] = path,
                [EgressHeaders.ContentType] = "application/json",
                [EgressHeaders.WebhookTimestamp] = timestamp.ToString(CultureInfo.InvariantCulture),
            },
        };
        if (await keys.SignAsync(routes.KeysOf(target), id, timestamp, body, cancel) is { Length: > 0 } signature)
        {
            request.Metadata[EgressHeaders.WebhookSignature] = signature;
        }

        return request;
    }
}
