using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Messages;

public sealed class AMessageOnTheQueue(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task Becomes_a_job_whose_callbacks_arrive_signed_and_in_order()
    {
        var job = await StoryOfAJob.TellAsync(fixture.World);

        var id = job.Json.GetProperty("id").GetString()!;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"test-{hash[..8]}"), job.JobName);
        Assert.Equal([job.JobName!], await fixture.World.ClusterApi.JobsOfAsync(id));
    }

    [Fact]
    public async Task Is_refused_at_the_door_when_it_breaks_rules()
    {
        var id = JobMessages.NewId();
        var message = JobMessages.Shell(id, "true", change: job => job["namespace"] = "kube-system");

        Assert.Equal(400, await fixture.World.Api.SubmitAsync(message.Bytes()));
        Assert.Null(await fixture.World.Api.JobAsync(id));
    }
}
