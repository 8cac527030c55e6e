using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;

namespace JobWorker.Cli.Tests.Arguments;

/// <summary>What is typed arrives at the service.</summary>
public sealed class TheFilter
{
    [Theory]
    [InlineData("", "?limit=100")]
    [InlineData("--state failed", "?state=failed&limit=100")]
    [InlineData("--state FAILED", "?state=failed&limit=100")]
    [InlineData("-s failed,aborted", "?state=failed&state=aborted&limit=100")]
    [InlineData("--state failed --state aborted --state failed", "?state=failed&state=aborted&limit=100")]
    [InlineData("--service web", "?service=web&limit=100")]
    [InlineData("--service a&b=c", "?service=a%26b%3Dc&limit=100")]
    [InlineData("--namespace team-a", "?namespace=team-a&limit=100")]
    [InlineData("-n team-a", "?namespace=team-a&limit=100")]
    [InlineData("--reason OOMKilled", "?reason=OOMKilled&limit=100")]
    [InlineData("--from 2026-01-31T00:00:00Z", "?from=2026-01-31T00%3A00%3A00Z&limit=100")]
    [InlineData("--to 2026-01-31T00:00:00Z", "?to=2026-01-31T00%3A00%3A00Z&limit=100")]
    [InlineData("--limit 7", "?limit=7")]
    [InlineData("--limit 5000", "?limit=1000")]
    [InlineData("--all", "?limit=1000")]
    public async Task Becomes_a_query(string args, string query)
    {
        await using var service = await FakeService.StartAsync();
        service.On("GET /api/jobs", Json.Page(null));

        Assert.Equal(ExitCode.Ok, await new Support.Cli().RunAsync(service, $"jobs list {args}"));
        Assert.Equal(query, Assert.Single(service.Requests).Query);
    }

    [Fact]
    public async Task Reads_times_in_the_users_zone_unless_he_says_utc()
    {
        await using var service = await FakeService.StartAsync();
        service.On("GET /api/jobs", Json.Page(null));
        var zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");

        await new Support.Cli { Zone = zone }.RunAsync(service, "jobs list --from 2026-01-31T10:00");
        await new Support.Cli { Zone = zone }.RunAsync(service, "jobs list --from 2026-01-31T10:00 --utc");

        Assert.Equal(
            ["?from=2026-01-31T08%3A00%3A00Z&limit=100", "?from=2026-01-31T10%3A00%3A00Z&limit=100"],
            service.Requests.Select(r => r.Query));
    }
}
