using System.Text.Json;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Core.Ojs.Retries;

namespace JobWorker.Core.Tests.Ojs.Retries;

public sealed class ReadingAPolicy
{
    [Fact]
    public void Fills_in_what_is_not_said()
    {
        Assert.Equal(RetryPolicy.Default, Read("{}").Value);
        Assert.Equal(RetryPolicy.Default, Read("null").Value);
        Assert.Equal(RetryPolicy.Default with { MaxAttempts = 7 }, Read("""{"max_attempts": 7, "unknown": 1}""").Value);
    }

    [Fact]
    public void Knows_every_field()
    {
        var policy = Read(
            """
            {"max_attempts": 5, "initial_interval": "PT2S", "backoff_coefficient": 1.5, "max_interval": "PT1M", "jitter": false,
             "backoff_strategy": "polynomial", "non_retryable_errors": ["a.b", "c.*"], "on_exhaustion": "dead_letter"}
            """).Value!;

        Assert.Equal(["a.b", "c.*"], policy.NonRetryableErrors.AsEnumerable());
        Assert.Equal(
            new RetryPolicy
            {
                MaxAttempts = 5,
                InitialInterval = TimeSpan.FromSeconds(2),
                BackoffCoefficient = 1.5,
                MaxInterval = TimeSpan.FromMinutes(1),
                Jitter = false,
                BackoffStrategy = BackoffStrategy.Polynomial,
                NonRetryableErrors = policy.NonRetryableErrors,
                OnExhaustion = OnExhaustion.DeadLetter,
            },
            policy);
    }

    [Fact]
    public void Knows_other_spellings()
    {
        var policy = Read("""{"initial_interval_ms": 250, "max_interval_ms": 1500.5, "backoff_type": "none"}""").Value!;

        Assert.Equal(TimeSpan.FromMilliseconds(250), policy.InitialInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(1500.5), policy.MaxInterval);
        Assert.Equal(BackoffStrategy.Constant, policy.BackoffStrategy);
    }

    [Theory]
    [InlineData("max_attempts", "-1")]
    [InlineData("max_attempts", "1.5")]
    [InlineData("max_attempts", "\"3\"")]
    [InlineData("max_attempts", "1e400")]
    [InlineData("max_attempts", "99999999999999999999")]
    [InlineData("backoff_coefficient", "0.5")]
    [InlineData("backoff_coefficient", "-2")]
    [InlineData("backoff_coefficient", "1e999")]
    [InlineData("backoff_coefficient", "\"2\"")]
    [InlineData("initial_interval", "\"1s\"")]
    [InlineData("initial_interval", "1000")]
    [InlineData("initial_interval_ms", "-1")]
    [InlineData("max_interval", "\"PT\"")]
    [InlineData("max_interval_ms", "1e300")]
    [InlineData("jitter", "1")]
    [InlineData("backoff_strategy", "\"fibonacci\"")]
    [InlineData("backoff_type", "3")]
    [InlineData("non_retryable_errors", "\"auth.*\"")]
    [InlineData("non_retryable_errors", "[1]")]
    [InlineData("non_retryable_errors", "[null]")]
    [InlineData("non_retryable_errors", "[\"\"]")]
    [InlineData("on_exhaustion", "\"retry\"")]
    public void Names_the_field_that_is_wrong(string field, string value)
    {
        var problem = Assert.Single(Read($$"""{"{{field}}": {{value}}}""").Problems);

        Assert.Equal(ProblemKind.ValidationError, problem.Kind);
        Assert.Equal((422, "validation_error"), (problem.Status, problem.Code));
        Assert.StartsWith($"retry.{field}", problem.Field, StringComparison.Ordinal);
        Assert.Contains(field, problem.Message, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Hint);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("\"default\"")]
    public void Wants_an_object(string json) =>
        Assert.Equal("retry must be an object", Assert.Single(Read(json).Problems).Message);

    [Fact]
    public void Tells_everything_that_is_wrong_in_order() =>
        Assert.Equal(
            ["retry.max_attempts", "retry.backoff_coefficient"],
            Read("""{"backoff_coefficient": 0.5, "max_attempts": -1}""").Problems.Select(p => p.Field));

    private static Parsed<RetryPolicy> Read(string json)
    {
        using var document = JsonDocument.Parse(json);

        return RetryPolicies.Parse(document.RootElement);
    }
}
