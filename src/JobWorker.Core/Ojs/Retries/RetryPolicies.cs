using System.Text.Json;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Retries;

/// <summary>Reads what a client says of retries. OJS retry policies, section 2.</summary>
public static class RetryPolicies
{
    private const int MostAttempts = 1_000_000;
    private const double LargestCoefficient = 1_000_000;
    private const int MostErrors = 100;

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private static readonly TextRule ErrorType = TextRule.UpTo(255);

    /// <summary>The policy in a JSON object; what it does not say has its default.</summary>
    /// <param name="json">The object, or null for the default policy.</param>
    /// <param name="path">Where it stands in the request, for the problems, which are all of status 422.</param>
    public static Parsed<RetryPolicy> Parse(JsonElement json, string path = "retry")
    {
        var problems = new Problems();

        return problems.Or(Read(new Part(json, path, problems)));
    }

    /// <summary>The policy at this place, or the default where there is none or it is wrong.</summary>
    internal static RetryPolicy Read(Part part)
    {
        if ((part with { Kind = ProblemKind.ValidationError }).Object() is not { } retry)
        {
            return RetryPolicy.Default;
        }

        var policy = RetryPolicy.Default;
        policy = policy with
        {
            MaxAttempts = retry.Take("max_attempts").Whole(0, MostAttempts) ?? policy.MaxAttempts,
            InitialInterval = Interval(retry, "initial_interval") ?? policy.InitialInterval,
            BackoffCoefficient = retry.Take("backoff_coefficient").Number(1, LargestCoefficient) ?? policy.BackoffCoefficient,
            MaxInterval = Interval(retry, "max_interval") ?? policy.MaxInterval,
            Jitter = retry.Take("jitter").Flag() ?? policy.Jitter,
            BackoffStrategy = Strategy(retry.Take("backoff_strategy", "backoff_type")) ?? policy.BackoffStrategy,
            NonRetryableErrors = retry.Take("non_retryable_errors").Texts(MostErrors, ErrorType) ?? policy.NonRetryableErrors,
            OnExhaustion = Exhausted(retry.Take("on_exhaustion")) ?? policy.OnExhaustion,
        };

        return policy;
    }

    /// <summary>As ISO 8601 writes it, or in milliseconds under its name with <c>_ms</c>.</summary>
    private static TimeSpan? Interval(Members retry, string name) =>
        retry.Take(name).Duration() ?? retry.Take($"{name}_ms").Units(Millisecond);

    private static BackoffStrategy? Strategy(Part part) => part.OneOf(
        ("exponential", BackoffStrategy.Exponential),
        ("linear", BackoffStrategy.Linear),
        ("constant", BackoffStrategy.Constant),
        ("none", BackoffStrategy.Constant),
        ("polynomial", BackoffStrategy.Polynomial));

    private static OnExhaustion? Exhausted(Part part) => part.OneOf(
        ("discard", OnExhaustion.Discard), ("dead_letter", OnExhaustion.DeadLetter));
}
