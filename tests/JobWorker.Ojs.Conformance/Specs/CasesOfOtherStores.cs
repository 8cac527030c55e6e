using JobWorker.Ojs.Conformance.Running;
using JobWorker.Ojs.Conformance.Servers;

namespace JobWorker.Ojs.Conformance.Specs;

/// <summary>Some cases of every level, over stores that the levels themselves are not asked over.</summary>
[Collection(OverSqlite.Name)]
public sealed class CasesOverSqlite(OverSqlite server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(Selection.Files);

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

/// <summary>The same over PostgreSQL.</summary>
[Collection(OverPostgresql.Name)]
public sealed class CasesOverPostgresql(OverPostgresql server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(Selection.Files);

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

/// <summary>The same over DynamoDB's protocol.</summary>
[Collection(OverDynamoDb.Name)]
public sealed class CasesOverDynamoDb(OverDynamoDb server) : OurCases(server)
{
    public static TheoryData<string> Files => Rows(Selection.Files);

    [SkippableTheory, MemberData(nameof(Files))]
    public Task Pass(string file) => PassAsync(file);
}

/// <summary>Cases that hardly wait, the same number of each level, from all over it.</summary>
internal static class Selection
{
    private const int OfEachLevel = 6;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    public static IEnumerable<string> Files => Enumerable.Range(0, 5).SelectMany(Some);

    private static IEnumerable<string> Some(int level)
    {
        var quick = CaseFiles.OursOf(level)
            .Where(file => CaseFiles.SleepsIn(Path.Combine(CaseFiles.Ours, file)) <= LongestSleep).ToList();

        return Enumerable.Range(0, Math.Min(OfEachLevel, quick.Count)).Select(i => quick[i * quick.Count / OfEachLevel]);
    }
}
