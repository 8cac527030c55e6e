using System.Text.Json.Nodes;

namespace JobWorker.DevCluster.Tests.Fixture;

/// <summary>Reads a watch stream, event by event.</summary>
public sealed class WatchReader : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader lines;

    private WatchReader(HttpResponseMessage response, Stream stream)
    {
        this.response = response;
        lines = new StreamReader(stream);
    }

    public static async Task<WatchReader> OpenAsync(HttpClient http, string path)
    {
        var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; none at the end of the stream.</summary>
    public async Task<(string Type, JsonObject Object)?> NextAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var line = await lines.ReadLineAsync(timeout.Token);
        if (line is null)
        {
            return null;
        }

        var frame = JsonNode.Parse(line)!;
        return (frame["type"]!.GetValue<string>(), frame["object"]!.AsObject());
    }

    public async Task<string> NextTypeAsync() => (await NextAsync())?.Type ?? "END";

    public async Task<List<(string Type, JsonObject Object)>> ToEndAsync()
    {
        List<(string, JsonObject)> all = [];
        while (await NextAsync() is { } frame)
        {
            all.Add(frame);
        }

        return all;
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
