using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Clusters;

/// <summary>A watch, read event by event.</summary>
public sealed class WatchStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private WatchStream(HttpResponseMessage response, Stream stream) =>
        (_response, _lines) = (response, new StreamReader(stream));

    internal static async Task<WatchStream> OpenAsync(KubernetesApi api, string path)
    {
        var response = await api.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);

        return new WatchStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; <c>END</c> where the stream has ended.</summary>
    public async Task<(string Type, JsonNode Object)> NextAsync()
    {
        using var timer = new CancellationTokenSource(Patience);
        if (await _lines.ReadLineAsync(timer.Token) is not { } line)
        {
            return ("END", new JsonObject());
        }

        var frame = JsonNode.Parse(line)!;
        return ((string)frame["type"]!, frame["object"]!);
    }

    /// <summary>The next events: type and name.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int count)
    {
        List<string> seen = [];
        for (var i = 0; i < count; i++)
        {
            var (type, obj) = await NextAsync();
            seen.Add($"{type} {(string?)obj["metadata"]?["name"]}");
        }

        return seen;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
