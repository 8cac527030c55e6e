using JobWorker.Ojs.Conformance.Reading;
using JobWorker.Ojs.Conformance.Running;
using JobWorker.Ojs.Conformance.Servers;

namespace JobWorker.Ojs.Conformance.Specs;

[Collection(Level0.Name)]
public sealed class PublicCasesOfLevel0(Level0 server) : PublicCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(0));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Level1.Name)]
public sealed class PublicCasesOfLevel1(Level1 server) : PublicCases(server)
{
    private const string Broken = "retry-error-history-tracked.json";

    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(1).Where(file => Path.GetFileName(file) != Broken));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);

    /// <summary>
    /// L1-RTR-014 sends errors with only a code, and expects three types of error that it never sent. Whoever passes it makes
    /// them up.
    /// </summary>
    [SkippableFact]
    public async Task Fail_where_a_case_wants_what_nobody_sent()
    {
        var file = CaseFiles.PublicOf(1).FirstOrDefault(file => Path.GetFileName(file) == Broken);
        Skip.If(file is null, CaseFiles.Missing);
        Skip.If(server.Missing is not null, server.Missing);

        var run = await RunAsync(CaseFiles.Beside, file);

        Assert.Equal(
            ["$.job.errors[0].type", "$.job.errors[1].type", "$.job.errors[2].type"], run.Failures.Select(f => f.Field).Order());
    }
}

/// <summary>Those that do not wait for the next minute.</summary>
[Collection(Level2.Name)]
public sealed class PublicCasesOfLevel2(Level2 server) : PublicCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(2).Where(file => LongCases.Minutes(file) == 0));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(CronOnce.Name)]
public sealed class PublicCasesThatWaitAMinute(CronOnce server) : PublicCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(2).Where(file => LongCases.Minutes(file) == 1));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(CronTwice.Name)]
public sealed class PublicCasesThatWaitLonger(CronTwice server) : PublicCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(2).Where(file => LongCases.Minutes(file) > 1));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Level3.Name)]
public sealed class PublicCasesOfLevel3(Level3 server) : PublicCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(3));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

[Collection(Level4.Name)]
public sealed class PublicCasesOfLevel4(Level4 server) : PublicCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(4));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

/// <summary>Cases of official extensions.</summary>
[Collection(Extensions.Name)]
public sealed class PublicCasesOfExtensions(Extensions server) : PublicCases(server)
{
    public static TheoryData<string> Files => Rows(CaseFiles.PublicOf(Case.Extension));

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file)
    {
        Skip.If(file.Length == 0, CaseFiles.Missing);

        return PassIfClaimedAsync(CaseFiles.Beside, file);
    }
}

/// <summary>Level 2 has cases that wait for cron entries to fire; each runs beside the others, on a server of its own.</summary>
internal static class LongCases
{
    /// <summary>Whole minutes that a public case sleeps.</summary>
    public static int Minutes(string file) => (int)CaseFiles.SleepsIn(Path.Combine(CaseFiles.Beside, file)).TotalMinutes;
}
