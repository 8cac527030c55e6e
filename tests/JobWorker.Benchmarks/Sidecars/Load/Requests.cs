using System.Text;

namespace JobWorker.Benchmarks.Sidecars.Load;

/// <summary>Requests as the bytes that go over the wire.</summary>
internal static class Requests
{
    /// <summary>An HTTP/1.1 request to this machine; a body is JSON.</summary>
    public static byte[] Http(string method, string path, string? body = null)
    {
        var head = $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        if (body is not null)
        {
            head += $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n";
        }

        return Encoding.UTF8.GetBytes($"{head}\r\n{body}");
    }

    /// <summary>A command for Redis.</summary>
    public static byte[] Redis(params string[] words)
    {
        var bulks = words.Select(word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");

        return Encoding.UTF8.GetBytes($"*{words.Length}\r\n{string.Concat(bulks)}");
    }
}
