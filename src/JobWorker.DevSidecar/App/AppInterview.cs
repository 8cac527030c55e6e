using System.Text.Json;
using JobWorker.DevSidecar.App.PubSub;

namespace JobWorker.DevSidecar.App;

/// <summary>Asks the app which actors it hosts and what it subscribes to.</summary>
/// <param name="app">The app.</param>
/// <param name="appId">Sent along with the first question.</param>
/// <param name="skipped">Questions it is not asked: <c>config</c>, <c>subscribe</c>.</param>
/// <param name="clock">Measures pauses.</param>
/// <param name="logger">Told what cannot be used.</param>
internal sealed class AppInterview(
    AppChannel app, string appId, IReadOnlySet<string> skipped, TimeProvider clock, ILogger logger)
{
    private const string ConfigPath = "/dapr/config";
    private const string SubscribePath = "/dapr/subscribe";
    private const int Retries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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
            var config = AppConfig.Parse(answer.Body);
            if (config.WantsReentrancy)
            {
                logger.Warned(
                    "The app asks for actor reentrancy, which is not implemented: an actor that calls itself waits for ever.");
            }

            return config;
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
        for (var retry = 0; ; retry++)
        {
            try
            {
                return await app.SendAsync(request, cancel);
            }
            catch (AppUnreachableException e) when (retry == Retries)
            {
                logger.AppAnswerUnusable(path, e.Message);
                return null;
            }
            catch (AppUnreachableException)
            {
                await Task.Delay(Pause, clock, cancel);
            }
        }
    }
}
