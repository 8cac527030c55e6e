using JobWorker.Core.Ojs.Retries;

namespace JobWorker.Core.Tests.Ojs.Retries;

public sealed class AnErrorThatEndsAJob
{
    private static readonly RetryPolicy Policy = new() { NonRetryableErrors = ["validation.payload_invalid", "auth.*", "*"] };

    [Theory]
    [InlineData("validation.payload_invalid", false)]
    [InlineData("validation.schema_error", true)]
    [InlineData("auth.token_expired", false)]
    [InlineData("auth.forbidden", false)]
    [InlineData("auth", true)]
    [InlineData("authentic.x", true)]
    [InlineData("external.auth.failure", true)]
    [InlineData("Auth.Forbidden", true)]
    [InlineData("*", false)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void Is_named_exactly_or_by_what_stands_before_a_dot(string? type, bool retryable) =>
        Assert.Equal(retryable, Policy.IsRetryable(type));
}
