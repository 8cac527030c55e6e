namespace JobWorker.Testing;

/// <summary>Where the sources and the binaries built beside this one are.</summary>
internal static class Repository
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd('/', '\\'));

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary><c>debug</c> or <c>release</c>: what this program was built as.</summary>
    public static string Configuration { get; } = Output.Name;

    /// <summary>The binary of a program of this solution.</summary>
    public static string Program(string project) =>
        Path.Combine(Output.Parent!.Parent!.FullName, project, Configuration, $"{project}.dll");

    /// <summary>Full path of a tool on PATH; none where it is not installed.</summary>
    public static string? Tool(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    private static string FindRoot()
    {
        for (var folder = Output; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JobWorker.Dapr.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"JobWorker.Dapr.sln is not above {Output.FullName}.");
    }
}
