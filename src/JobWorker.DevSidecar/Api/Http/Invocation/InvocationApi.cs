using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary><c>/v1.0/invoke</c>, and every path that is nobody else's and says whom it means by a header.</summary>
internal sealed class InvocationApi(Invoker invoker, AnswerRelay relay, ILogger logger) : IApi
{
    public Task Route(ApiCall call)
    {
        var target = InvocationTarget.Find(RequestPath.Raw(call.Http), call.Http.Request.Headers)
            ?? throw InvocationErrors.NoTarget(call);
        return InvokeAsync(call, target);
    }

    private async Task InvokeAsync(ApiCall call, InvocationTarget target)
    {
        using var answer = await OpenAsync(call, target);
        if (relay.IsTooLong(answer.Message))
        {
            throw InvocationErrors.Failed(target.Id, "the answer is longer than --max-body-size");
        }

        try
        {
            await relay.WriteAsync(answer.Message, call.Http.Response, call.Cancel);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            GiveUp(call, target, e);
        }
    }

    private async Task<OpenAnswer> OpenAsync(ApiCall call, InvocationTarget target)
    {
        try
        {
            return await invoker.OpenAsync(call.Http.Request, target, call.Cancel);
        }
        catch (ApiException e) when (RefusalOf(e) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>That the caller's own body cannot be read, such as one beyond the limit, is no fault of the target.</summary>
    private static BadHttpRequestException? RefusalOf(Exception? e) =>
        e is null or BadHttpRequestException ? e as BadHttpRequestException : RefusalOf(e.InnerException);

    private void GiveUp(ApiCall call, InvocationTarget target, Exception reason)
    {
        if (call.Cancel.IsCancellationRequested)
        {
            return;
        }

        if (!call.Http.Response.HasStarted)
        {
            call.Http.Response.Clear();
            throw InvocationErrors.Failed(target.Id, reason.Message, reason);
        }

        // The caller has its beginning: all that is left is to let it see that this is not the end.
        logger.AnswerBroken(target.Id, target.Method, reason.Message);
        call.Http.Abort();
    }
}
