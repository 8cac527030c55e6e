using System.Net;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s.Autorest;

namespace JobWorker.Host.Tests.Cluster.Outcomes;

public sealed class AFailedCreation
{
    [Theory]
    [InlineData(500, "boom", CreateFailure.Retryable, ErrorCode.CreateFailed, FailureReason.Unknown)]
    [InlineData(503, "away", CreateFailure.Retryable, ErrorCode.CreateFailed, FailureReason.Unknown)]
    [InlineData(504, "slow", CreateFailure.Retryable, ErrorCode.CreateFailed, FailureReason.Unknown)]
    [InlineData(401, "who", CreateFailure.Retryable, ErrorCode.CreateFailed, FailureReason.Unknown)]
    [InlineData(403, "pods is forbidden: exceeded quota: q", CreateFailure.Refused, ErrorCode.CreateFailed, FailureReason.QuotaExceeded)]
    [InlineData(403, "admission webhook x denied the request", CreateFailure.Final, ErrorCode.CreateFailed, FailureReason.AdmissionDenied)]
    [InlineData(403, "jobs.batch is forbidden", CreateFailure.Refused, ErrorCode.CreateFailed, FailureReason.Forbidden)]
    [InlineData(422, "metadata.name: Invalid value", CreateFailure.Final, ErrorCode.NameInvalid, FailureReason.Invalid)]
    [InlineData(422, "spec.template: Invalid value", CreateFailure.Final, ErrorCode.CreateFailed, FailureReason.Invalid)]
    [InlineData(400, "unknown field", CreateFailure.Final, ErrorCode.CreateFailed, FailureReason.Invalid)]
    [InlineData(404, "namespaces x not found", CreateFailure.Final, ErrorCode.CreateFailed, FailureReason.Invalid)]
    public void Means_what_its_status_says(int status, string message, CreateFailure kind, string code, string reason)
    {
        var failed = CreateFailures.Of(Answer(status, $$"""{"kind":"Status","message":"{{message}}"}"""));

        Assert.Equal((kind, code, reason, message), (failed.Kind, failed.Error.ErrorCode, failed.Error.Reason, failed.Error.Message));
    }

    [Fact]
    public void Carries_the_servers_wish_and_its_plain_text()
    {
        var failed = CreateFailures.Of(Answer(429, "Too many requests, please try again later.", retryAfter: "3"));

        Assert.Equal((CreateFailure.Retryable, TimeSpan.FromSeconds(3)), (failed.Kind, failed.RetryAfter!.Value));
        Assert.Equal("429 Too many requests, please try again later.", failed.Error.Message);
    }

    private static HttpOperationException Answer(int status, string body, string? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        if (retryAfter is not null)
        {
            response.Headers.Add("Retry-After", retryAfter);
        }

        return new HttpOperationException("failed") { Response = new HttpResponseMessageWrapper(response, body) };
    }
}
