using System.Collections.Concurrent;
using System.Net;

namespace JobWorker.DevSidecar.Tests.Run;

/// <summary>Answers for the sidecars of a run and remembers what they were told.</summary>
internal sealed class FakeSidecarApi(Func<int, bool> ready) : HttpMessageHandler
{
    public ConcurrentDictionary<string, string> Put { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Put)
        {
            Put[request.RequestUri!.Segments[^1]] = await request.Content!.ReadAsStringAsync(cancellationToken);
        }

        var status = ready(request.RequestUri!.Port) ? HttpStatusCode.NoContent : HttpStatusCode.InternalServerError;
        return new HttpResponseMessage(status);
    }
}
