using JobWorker.Ojs.Conformance.Matching;
using JobWorker.Ojs.Conformance.Reading;
using JobWorker.Ojs.Conformance.Running;

namespace JobWorker.Ojs.Conformance.Runner;

public sealed class ACaseThatIsRead
{
    private const string Step = """{"id":"a","action":"GET","path":"/","assertions":{"status":200}}""";

    [Fact]
    public void Has_its_steps()
    {
        var one = CaseReader.Read(
            $$"""{"test_id":"X","level":"ext","steps":[{{Step}},{"id":"b","action":"WAIT","duration_ms":5}]}""");

        Assert.Equal(("X", Case.Extension, 2), (one.Id, one.Level, one.Steps.Count));
        Assert.Equal(TimeSpan.FromMilliseconds(5), one.Steps[1].Pause);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"level":0,"steps":[]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[]}""")]
    [InlineData("""{"test_id":"X","level":5,"steps":[STEP]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP],"store":true}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,STEP]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP],"setup":[STEP]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[{"id":"a","action":"GET","path":"/"}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[{"id":"a","action":"GET","path":"/","assertions":{}}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"FETCH","path":"/"}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET"}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/","repeat":3}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/{{steps.c.response.body.x}}"}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/{{name}}"}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/","parallel_with":"c"}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/","delay_ms":-1}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/","within_ms":5}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/","within_ms":"5","assertions":{"status":200}}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/","duration_ms":1}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"WAIT","assertions":{"status":200}}]}""")]
    [InlineData("""{"test_id":"X","level":0,"steps":[STEP,{"id":"b","action":"GET","path":"/","headers":{"A":1}}]}""")]
    public void Must_be_known_in_every_part(string text) =>
        Assert.Throws<NotUnderstoodException>(() => CaseReader.Read(text.Replace("STEP", Step, StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"state":200}""")]
    [InlineData("""{"status":"fine"}""")]
    [InlineData("""{"status":"one_of:ok"}""")]
    [InlineData("""{"status_in":[]}""")]
    [InlineData("""{"body":{}}""")]
    [InlineData("""{"body":{"$job":1}}""")]
    [InlineData("""{"body":{"$.job":"string:odd"}}""")]
    [InlineData("""{"body":{"$or":[]}}""")]
    [InlineData("""{"body_absent":"$.a"}""")]
    [InlineData("""{"body_contains":[1]}""")]
    [InlineData("""{"headers":{"A":{"$like":"x"}}}""")]
    [InlineData("""{"headers":{"A":1}}""")]
    [InlineData("""{"timing_ms":{"at_most":1}}""")]
    [InlineData("""{"exclusive_claim":{"job_id":"x"}}""")]
    [InlineData("""{"equality":{"$.steps.a.body":"$.steps.b.body"}}""")]
    public void Must_be_known_in_what_it_asserts(string assertions) =>
        Assert.Throws<NotUnderstoodException>(() => CaseReader.Read(
            $$"""{"test_id":"X","level":0,"steps":[{"id":"a","action":"GET","path":"/","assertions":{{assertions}}}]}"""));
}

public sealed class OurOwnCases
{
    private static readonly IReadOnlyList<(string File, Case Case)> All =
    [
        .. new[] { 0, 1, 2, 3, 4, Case.Extension }.SelectMany(CaseFiles.OursOf)
            .Select(file => (file, CaseReader.Read(File.ReadAllText(Path.Combine(CaseFiles.Ours, file))))),
    ];

    [Fact]
    public void Are_all_understood_and_many() => Assert.True(All.Count >= 150, $"{All.Count} cases");

    [Fact]
    public void Have_ids_of_their_own() => Assert.Empty(All.GroupBy(c => c.Case.Id).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Wait_little() => Assert.Empty(
        All.Where(c => c.Case.All.Sum(s => s.Pause.TotalSeconds) > 5).Select(c => c.File));
}
