using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s.Autorest;
using k8s.Models;

namespace k8s.Watching;

/// <summary>A watch as a sequence: one event a line, read as it comes.</summary>
internal static class WatchStream
{
    /// <summary>Asks once it is enumerated, and ends where the server ends the stream.</summary>
    public static async IAsyncEnumerable<(WatchEventType Type, T Object)> ReadAsync<T, TList>(
        Func<CancellationToken, Task<HttpOperationResponse<TList>>> ask,
        Action<Exception> onError,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var answer = await ask(cancel);
        await using var stream = await answer.Response.Content.ReadAsStreamAsync(cancel);
        await using var lines = new BoundedLines(stream);

        while (await lines.ReadAsync(cancel))
        {
            if (TryRead<T>(lines.Current, onError, out var change))
            {
                yield return change;
            }

            lines.Release();
        }
    }

    private static bool TryRead<T>(
        System.Buffers.ReadOnlySequence<byte> line, Action<Exception> onError, out (WatchEventType, T) change)
    {
        change = default;
        try
        {
            if (WatchLine.Type(line) != WatchEventType.Error)
            {
                var json = new Utf8JsonReader(line);
                var read = KubernetesJson.Deserialize<WatchLine<T>>(ref json);
                change = (WatchLine.Type(read.Type), read.Object);

                return true;
            }

            var error = new Utf8JsonReader(line);
            onError?.Invoke(new KubernetesException(KubernetesJson.Deserialize<WatchLine<V1Status>>(ref error).Object));
        }
        catch (JsonException e)
        {
            onError?.Invoke(e);
        }

        return false;
    }
}
