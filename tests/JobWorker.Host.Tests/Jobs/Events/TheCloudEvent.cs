using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;
using JobWorker.Host.Jobs.Events;

namespace JobWorker.Host.Tests.Jobs.Events;

public sealed class TheCloudEvent
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Is_spelt_like_this_for_ever() => Assert.Equal(
        """
        {"specversion":"1.0","id":"job-1:12","source":"/here","type":"dev.jobworker.job.succeeded.v1","subject":"job-1","time":"2026-01-01T12:00:00.0000000Z","sequence":"0000000012","datacontenttype":"application/json","data":{"version":12,"event":{"type":"job.succeeded.v1","durationSeconds":3,"at":"2026-01-01T12:00:00+00:00"},"hash":"abc"}}
        """,
        Text(new Recorded<JobEvent>(12, new JobSucceeded(3, Noon), "abc")));

    [Fact]
    public void Hides_the_values_of_environment_variables()
    {
        var request = KeeperWorld.Request();
        var e = new JobRequested(
            request with { Job = request.Job with { Env = [new EnvVar("TOKEN", "s3cret")] } }, "hash", [], Noon);

        var text = Text(new Recorded<JobEvent>(1, e, "abc"));

        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.Contains("""{"name":"TOKEN","value":"***"}""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Has_a_type_of_its_own_for_every_event()
    {
        var events = typeof(JobEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Count();

        Assert.Equal(events, JobCloudEvent.Types.Distinct().Count());
        Assert.All(JobCloudEvent.Types, type => Assert.Matches("^dev\\.jobworker\\.job\\.[a-z]+(-[a-z]+)*\\.v[1-9]$", type));
        Assert.Contains("dev.jobworker.job.callback-failed.v1", JobCloudEvent.Types);
    }

    [Fact]
    public void Has_its_type_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "messages.md"));

        Assert.All(JobCloudEvent.Types, type => Assert.Contains($"`{type["dev.jobworker.job.".Length..]}`", page, StringComparison.Ordinal));
    }

    private static string Text(Recorded<JobEvent> e)
    {
        var bytes = JobCloudEvent.Of("job-1", e, "/here").Write();
        using var document = JsonDocument.Parse(bytes);

        return Encoding.UTF8.GetString(bytes.Span);
    }
}
