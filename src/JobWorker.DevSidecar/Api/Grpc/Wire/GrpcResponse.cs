using System.Globalization;
using System.Text;

namespace JobWorker.DevSidecar.Api.Grpc.Wire;

/// <summary>The frame around an answer: headers before it, the status in the trailers after it.</summary>
internal static class GrpcResponse
{
    public static void Begin(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-accept-encoding"] = "identity";
    }

    public static async Task EndAsync(HttpResponse response, GrpcStatus status, string message)
    {
        // The headers go out by themselves: trailers without them would be headers.
        await response.StartAsync();
        response.AppendTrailer("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture));
        if (message.Length > 0)
        {
            response.AppendTrailer("grpc-message", Escape(message));
        }
    }

    /// <summary>UTF-8, with everything but printable ASCII, and <c>%</c>, as <c>%xx</c>.</summary>
    public static string Escape(string message)
    {
        var escaped = new StringBuilder(message.Length + 16);
        foreach (var letter in Encoding.UTF8.GetBytes(message))
        {
            _ = letter is >= 0x20 and <= 0x7e and not (byte)'%'
                ? escaped.Append((char)letter)
                : escaped.Append(CultureInfo.InvariantCulture, $"%{letter:X2}");
        }

        return escaped.ToString();
    }
}
