using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Matching;
using JobWorker.Ojs.Conformance.Reading;

namespace JobWorker.Ojs.Conformance.Running;

/// <summary>Files with cases: ours, and the public ones where they are.</summary>
internal static class CaseFiles
{
    private const string Variable = "JOBWORKER_TEST_OJS_CASES";

    /// <summary>The folder of our own cases.</summary>
    public static string Ours { get; } = Path.Combine(Repository.Root, "tests", "JobWorker.Ojs.Conformance", "Cases");

    /// <summary>The folder with the folders of public cases, named by a variable or beside the repository.</summary>
    public static string Beside { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "..", "shared"));

    /// <summary>What a test says that is skipped for want of public cases.</summary>
    public static string Missing =>
        $"there are no public cases: no folder ojs-cases* in {Beside}; {Variable} names another";

    /// <summary>Our cases of a level, by their paths below <see cref="Ours"/>.</summary>
    public static IEnumerable<string> OursOf(int level) =>
        Files(Ours, Ours).Where(file => LevelOf(Path.Combine(Ours, file)) == level);

    /// <summary>Public cases of a level, by their paths below <see cref="Beside"/>.</summary>
    public static IEnumerable<string> PublicOf(int level) => PublicFolders()
        .Where(folder => folder.EndsWith("-ext", StringComparison.Ordinal) == (level == Case.Extension))
        .SelectMany(folder => Files(folder, Beside))
        .Where(file => level == Case.Extension || LevelOf(Path.Combine(Beside, file)) == level);

    /// <summary>The longest a case sleeps.</summary>
    public static TimeSpan SleepsIn(string path)
    {
        var read = CaseReader.Read(File.ReadAllText(path));

        return read.All.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Pause);
    }

    private static IEnumerable<string> PublicFolders() =>
        Directory.Exists(Beside) ? Directory.GetDirectories(Beside, "ojs-cases*").Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Files(string folder, string below) =>
        Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(below, file))
            .Order(StringComparer.Ordinal);

    /// <summary>The level a file says; 0 where it cannot be read, so that somebody tries to.</summary>
    private static int LevelOf(string path)
    {
        try
        {
            var level = JsonNode.Parse(File.ReadAllText(path))?["level"];
            return Texts.String(level) is "ext" ? Case.Extension : Texts.Whole(level) ?? 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
