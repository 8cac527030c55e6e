using System.Collections.Immutable;
using System.Text;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Tests;

/// <summary>Values that most tests start from.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly JobRef Ref = new("default", "bb-fbe70e59", "uid-1");

    public static readonly JobRef Stranger = new("default", "bb-fbe70e59", "uid-2");

    /// <summary>Somebody copied our Job, with all that says that it is ours.</summary>
    public static readonly JobRef Copy = new("default", "bb-copy", "uid-3");

    public static readonly PodRef Pod = new("bb-fbe70e59-ww7g2", "pod-1");

    public static readonly CallbackError Boom = new(
        ErrorCode.JobFailed,
        "exit code 1",
        FailureReason.ExitCode,
        ExitCode: 1,
        PodName: "bb-fbe70e59-ww7g2",
        Container: "example");

    public static readonly JobRequest Request = new(
        "31a89a91-43d8-4786-a195-9b25cec28a44",
        "example",
        new JobSpec { PrefixName = "bb", Namespace = "default", Image = "busybox" },
        "http://webhook.com");

    public static readonly Violation BrokenRule = new("job.image", "is required");

    public static JobRequest With(Func<JobSpec, JobSpec> change) => Request with { Job = change(Request.Job) };

    public static Job After(params ReadOnlySpan<JobEvent> events) => Job.From([.. events]);

    public static ImmutableArray<JobEvent> Events(Job job, JobCommand command) =>
        Assert.IsType<Decision<JobEvent>.Accepted>(JobDecider.Decide(job, command)).Events;

    public static string File(string folder, string name) =>
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, folder, name));

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
