using System.Buffers;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>Hands an answer on to the caller: status, headers and body as they come.</summary>
/// <param name="limit">Bytes a body may have.</param>
internal sealed class AnswerRelay(long limit)
{
    private const int Piece = 64 << 10;

    /// <summary>Whether the answer says beforehand that it is longer than may be.</summary>
    public bool IsTooLong(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentLength > limit && answer.RequestMessage?.Method != HttpMethod.Head;

    /// <summary>Writes the answer; whatever is there goes out at once, so that events reach the caller as they happen.</summary>
    /// <exception cref="IOException">The answer broke off or is too long; the caller may have its beginning.</exception>
    public async Task WriteAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken cancel)
    {
        response.StatusCode = (int)answer.StatusCode;
        var connection = answer.Headers.Connection.ToArray();
        var headers = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated);
        foreach (var (name, values) in headers)
        {
            if (!ForwardedRequest.Ends(name, connection))
            {
                response.Headers[name] = values.ToArray();
            }
        }

        var body = await answer.Content.ReadAsStreamAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (long length = 0; await body.ReadAsync(buffer, cancel) is > 0 and var read;)
            {
                length += read;
                if (length > limit)
                {
                    throw new IOException($"the answer is longer than --max-body-size ({limit} bytes)");
                }

                await response.Body.WriteAsync(buffer.AsMemory(0, read), cancel);
                await response.Body.FlushAsync(cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
