using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Tests.Ojs.Envelopes;

public sealed class ABatch
{
    private const string Job = """{"type": "a", "args": []}""";

    [Fact]
    public void Is_all_its_jobs_in_order()
    {
        var batch = Read("""{"jobs": [{"type": "a", "args": []}, {"type": "b", "args": []}]}""").Good();

        Assert.Equal(["a", "b"], batch.Jobs.Select(j => j.Spec.Type));
    }

    [Fact]
    public void Is_refused_as_a_whole_by_the_name_of_the_job() =>
        Assert.Equal(
            ["jobs[1].type", "jobs[2]", "jobs[3].options.retry.max_attempts"],
            Read($$$"""{"jobs": [{{{Job}}}, {"args": []}, 7, {"type": "a", "args": [], "options": {"retry": {"max_attempts": -1} } }]}""")
                .Problems.Select(p => p.Field));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"jobs": null}""")]
    [InlineData("""{"jobs": []}""")]
    [InlineData("""{"jobs": {}}""")]
    public void Needs_jobs(string json) => Assert.Equal(("invalid_request", "jobs"), CodeAndField(json));

    [Fact]
    public void Has_no_id_twice()
    {
        const string Id = """{"type": "a", "args": [], "id": "019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f"}""";

        Assert.Equal(("duplicate", "jobs[2].id"), CodeAndField($$"""{"jobs": [{{Id}}, {{Job}}, {{Id}}]}"""));
        Assert.Equal(409, Read($$"""{"jobs": [{{Id}}, {{Id}}]}""").Only().Status);
    }

    [Fact]
    public void Is_not_too_large()
    {
        var limits = new EnvelopeLimits { BatchJobs = 2 };

        Assert.True(Read($$"""{"jobs": [{{Job}}, {{Job}}]}""", limits).IsValid);
        Assert.Equal("jobs", Read($$"""{"jobs": [{{Job}}, {{Job}}, {{Job}}]}""", limits).Only().Field);
    }

    [Fact]
    public void May_have_a_thousand_jobs() =>
        Assert.Equal(1_000, Read($$"""{"jobs": [{{string.Join(',', Enumerable.Repeat(Job, 1_000))}}]}""").Good().Jobs.Length);

    private static (string Code, string Field) CodeAndField(string json) =>
        Read(json).Only() is var problem ? (problem.Code, problem.Field) : default;

    private static Parsed<BatchRequest> Read(string json, EnvelopeLimits? limits = null) =>
        BatchRequest.Parse(Bodies.Utf8(json), Bodies.Now, limits ?? EnvelopeLimits.Default);
}
