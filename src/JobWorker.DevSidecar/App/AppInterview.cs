using System.Text.Json;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.App;

/// <summary>Asks the app which actors it hosts and what it subscribes to.</summary>
/// <param name="app">The app.</param>
/// <param name="appId">Sent along with the first question.</param>
/// <param name="skipped">Questions it is not asked: <c>config</c>, <c>subscribe</c>.</param>
/// <param name="runners">Ask again while there is no answer.</param>
/// <param name="logger">Told what cannot be used.</param>
internal sealed class AppInterview(
    AppChannel app, string appId, IReadOnlySet<string> skipped, Runners runners, ILogger logger)
{
    private const string ConfigPath = "/dapr/config";
    private const string SubscribePath = "/dapr/subscribe";

    private volatile IReadOnlyList<Subscription> _asked = [];
    private volatile IReadOnlyList<Subscription> _declared = [];

    /// <summary>The subscriptions in resource files.</summary>
    public IReadOnlyList<Subscription> Declared
    {
        get => _declared;
        set => _declared = value;
    }

    /// <summary>What the app asked for last, then what files declare for other topics.</summary>
    public IReadOnlyList<Subscription> Known
    {
        get
        {
            var taken = _asked.Select(one => (one.PubSub, one.Topic)).ToHashSet();
            return [.. _asked, .. _declared.Where(one => taken.Add((one.PubSub, one.Topic)))];
        }
    }

    /// <summary>Hosted actor types; none where the app has no such endpoint or its answer cannot be used.</summary>
    public async Task<AppConfig> ConfigAsync(CancellationToken cancel)
    {
        var answer = skipped.Contains("config") ? null : await AskAsync(ConfigPath, cancel);
        if (answer is not { Status: StatusCodes.Status200OK })
        {
            return AppConfig.Empty;
        }

        try
        {
            return AppConfig.Parse(answer.Body);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            logger.AppAnswerUnusable(ConfigPath, e.Message);
            return AppConfig.Empty;
        }
    }

    /// <summary>What the app asks for, then what files declare for other topics.</summary>
    public async Task<IReadOnlyList<Subscription>> SubscriptionsAsync(CancellationToken cancel)
    {
        _asked = await ProgrammaticAsync(cancel);
        return Known;
    }

    private async Task<IReadOnlyList<Subscription>> ProgrammaticAsync(CancellationToken cancel)
    {
        var answer = skipped.Contains("subscribe") ? null : await AskAsync(SubscribePath, cancel);
        if (answer is not { Status: StatusCodes.Status200OK })
        {
            if (answer is { Status: not StatusCodes.Status404NotFound })
            {
                logger.AppAnswerUnusable(SubscribePath, $"status {answer.Status}");
            }

            return [];
        }

        try
        {
            var warnings = new List<string>();
            var found = SubscribeAnswer.Parse(answer.Body, warnings);
            warnings.ForEach(logger.Warned);
            return found;
        }
        catch (JsonException e)
        {
            logger.AppAnswerUnusable(SubscribePath, e.Message);
            return [];
        }
    }

    private async Task<AppAnswer?> AskAsync(string path, CancellationToken cancel)
    {
        var request = new AppRequest(HttpMethod.Get, path) { Headers = [new("dapr-app-id", appId)], EvenUnhealthy = true };
        try
        {
            return await runners.BuiltIn(BuiltInRetries.Initialization).RunAsync(token => app.SendAsync(request, token), cancel);
        }
        catch (AppUnreachableException e)
        {
            logger.AppAnswerUnusable(path, e.Message);
            return null;
        }
    }
}
