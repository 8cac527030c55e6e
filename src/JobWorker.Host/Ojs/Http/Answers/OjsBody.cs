namespace JobWorker.Host.Ojs.Http.Answers;

/// <summary>Reads bodies whole.</summary>
internal static class OjsBody
{
    /// <summary>The bytes of the body; none at all where there is none.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or broke off.</exception>
    public static async Task<ReadOnlyMemory<byte>> BodyAsync(this HttpRequest request)
    {
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 1 << 20));
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);

        return buffer.ToArray();
    }
}
