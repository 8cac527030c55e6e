using System.Text;
using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Run.Sidecars;

/// <summary>The two things a runner asks of a sidecar.</summary>
internal sealed class SidecarApi(HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends once the app may be started: its sidecar's components are up.</summary>
    public async Task WaitUntilReadyAsync(RunApp app, CancellationToken cancel)
    {
        while (!await IsReadyAsync(app, cancel))
        {
            await Task.Delay(Pause, clock, cancel);
        }
    }

    /// <summary>Shows a fact about the run in the sidecar's metadata; a sidecar that left meanwhile is no error.</summary>
    public async Task DescribeAsync(RunApp app, string key, string value, CancellationToken cancel)
    {
        try
        {
            using var body = new StringContent(value, Encoding.UTF8, "text/plain");
            using var request = new HttpRequestMessage(HttpMethod.Put, Url(app, $"metadata/{key}")) { Content = body };
            if (Token(app) is { Length: > 0 } token)
            {
                request.Headers.TryAddWithoutValidation("dapr-api-token", token);
            }

            using var response = await http.SendAsync(request, cancel);
        }
        catch (Exception e) when (IsNoAnswer(e, cancel))
        {
            // The runner notices the end of the sidecar's process by itself.
        }
    }

    private async Task<bool> IsReadyAsync(RunApp app, CancellationToken cancel)
    {
        try
        {
            using var response = await http.GetAsync(Url(app, "healthz/outbound"), cancel);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (IsNoAnswer(e, cancel))
        {
            return false;
        }
    }

    /// <summary>As the sidecar sees it: the runner's own environment outweighs the run file's.</summary>
    private static string? Token(RunApp app) =>
        Environment.GetEnvironmentVariable("DAPR_API_TOKEN") ?? app.Env.GetValueOrDefault("DAPR_API_TOKEN");

    /// <summary>Refused, or not answered in the client's time; not the caller's own cancellation.</summary>
    private static bool IsNoAnswer(Exception e, CancellationToken cancel) =>
        e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    private static Uri Url(RunApp app, string path) => new($"http://127.0.0.1:{app.Get("daprHTTPPort")}/v1.0/{path}");
}
