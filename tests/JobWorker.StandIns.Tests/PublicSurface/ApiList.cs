namespace JobWorker.StandIns.Tests.PublicSurface;

/// <summary>A type in a list: its kind, its base types and its members, as text.</summary>
internal sealed record ListedType(string Name, string Kind, HashSet<string> Bases, HashSet<string> Members);

/// <summary>The public API of an official assembly, read from its list.</summary>
internal static class ApiList
{
    /// <summary>The folder of the lists, named by a variable or beside the repository; none where it is not.</summary>
    public static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("JOBWORKER_API_LISTS") is { Length: > 0 } named)
        {
            return named;
        }

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "JobWorker.Dapr.sln")))
        {
            root = root.Parent;
        }

        var beside = Path.Combine(root?.Parent?.FullName ?? "/", "shared", "api");
        return Directory.Exists(beside) ? beside : null;
    }

    /// <summary>Types by their full names.</summary>
    public static Dictionary<string, ListedType> Read(string file)
    {
        var types = new Dictionary<string, ListedType>();
        var place = "";
        ListedType? current = null;
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith("namespace", StringComparison.Ordinal))
            {
                place = line["namespace".Length..].Trim();
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                current!.Members.Add(line.Trim());
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                current = TypeOf(line.Trim());
                types.Add($"{place}.{current.Name}", current);
            }
        }

        return types;
    }

    /// <summary>Reads <c>sealed class Name&lt;T&gt; : Base, IOther</c>.</summary>
    private static ListedType TypeOf(string header)
    {
        var halves = header.Split(" : ", 2);
        var start = halves[0].IndexOf('<', StringComparison.Ordinal) is var bracket and >= 0 ? bracket : halves[0].Length;
        var space = halves[0].LastIndexOf(' ', start - 1);
        var bases = halves.Length == 2 ? SplitOutside(halves[1]) : [];
        return new(halves[0][(space + 1)..], halves[0][..space], [.. bases], []);
    }

    private static IEnumerable<string> SplitOutside(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        yield return text[start..].Trim();
    }
}
