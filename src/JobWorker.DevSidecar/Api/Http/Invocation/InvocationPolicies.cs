using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>Makes invocations under the policies of Resiliency's <c>targets.apps</c>.</summary>
/// <remarks>Where there is a retry policy the caller's body is read first, up to the limit, so that it can be sent again.</remarks>
internal sealed class InvocationPolicies(Runners runners, long maxBodySize)
{
    /// <summary>The answer of the last try.</summary>
    /// <exception cref="Routing.ApiException">Nobody answered, or a policy ended the call.</exception>
    public async Task<OpenAnswer> RunAsync(
        HttpRequest request, InvocationTarget target, Func<CancellationToken, Task<OpenAnswer>> open, CancellationToken cancel)
    {
        var runner = runners.ForApp(target.Id, $"{target.Id}:{target.Method}");
        var body = runner.HasRetry ? await ReadAsync(request, target, cancel) : null;
        OpenAnswer? before = null;
        try
        {
            return await runner.RunAsync(
                new Call<OpenAnswer>(async token =>
                {
                    Interlocked.Exchange(ref before, null)?.Dispose();
                    if (body is not null)
                    {
                        request.Body = new MemoryStream(body);
                    }

                    return before = await open(token);
                })
                {
                    Judge = answer => (int)answer.Message.StatusCode is >= 400 and var code
                        ? new Failure($"{target.Id} answered {code}", code)
                        : null,
                    What = target.Method,
                }, cancel);
        }
        catch (PolicyException e)
        {
            before?.Dispose();
            throw InvocationErrors.Failed(target.Id, e.Message, e);
        }
    }

    private async Task<byte[]> ReadAsync(HttpRequest request, InvocationTarget target, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        while (await request.Body.ReadAsync(part, cancel) is > 0 and var read)
        {
            if (body.Length + read > maxBodySize)
            {
                throw InvocationErrors.Failed(target.Id, $"the body is larger than --max-body-size ({maxBodySize} bytes)");
            }

            body.Write(part, 0, read);
        }

        return body.ToArray();
    }
}
