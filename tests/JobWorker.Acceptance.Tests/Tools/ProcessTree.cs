using System.Globalization;

namespace JobWorker.Acceptance.Tests.Tools;

/// <summary>Processes as <c>/proc</c> shows them.</summary>
internal static class ProcessTree
{
    public static bool IsAvailable => Directory.Exists("/proc/self");

    /// <summary>A process and everything it started, however deep.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var parents = Directory.GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .ToDictionary(pid => pid, ParentOf);
        List<int> found = [root];
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(parents.Where(p => p.Value == found[i]).Select(p => p.Key));
        }

        return found;
    }

    /// <summary>Not ended, or not yet: a process that nobody has asked for its exit code counts as ended.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { } stat && stat[0] is not ("Z" or "X");

    private static int? ParentOf(int pid) => Stat(pid) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : null;

    /// <summary>The fields after the name, which may itself hold spaces and brackets: state first, then the parent.</summary>
    private static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
