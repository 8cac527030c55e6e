using System.Diagnostics;

namespace JobWorker.Testing.Emulators;

/// <summary>The npm packages in <c>tests/Emulators</c>: installed once, the first time a test needs them.</summary>
internal static class EmulatorPackages
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly Lazy<string?> Trouble = new(Install);

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Emulators");

    public static string? Node { get; } = Repository.Tool("node");

    /// <summary>Why there are none, which is what a test says that is skipped; none where they are there.</summary>
    public static string? Missing => Trouble.Value;

    /// <summary>npm notes what it has installed; a newer lock file asks for something else.</summary>
    private static bool IsInstalled =>
        File.GetLastWriteTimeUtc(Path.Combine(Folder, "node_modules", ".package-lock.json"))
        >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));

    private static string? Install()
    {
        if (Node is null)
        {
            return "node is not installed";
        }

        if (IsInstalled)
        {
            return null;
        }

        if (Repository.Tool("npm") is not { } npm)
        {
            return "the packages of the tests are not installed, and npm is missing: run npm ci in tests/Emulators";
        }

        using var gate = Lock();

        return IsInstalled ? null : RunNpm(npm);
    }

    private static string? RunNpm(string npm)
    {
        using var process = Process.Start(new ProcessStartInfo(npm, ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(InstallLimit))
        {
            process.Kill(entireProcessTree: true);
            return $"npm ci in tests/Emulators took more than {InstallLimit.TotalMinutes} minutes";
        }

        return process.ExitCode == 0
            ? null
            : $"npm ci in tests/Emulators failed: {output.Result}{errors.Result}";
    }

    /// <summary>Test processes run side by side; one of them installs, the others wait.</summary>
    private static FileStream Lock()
    {
        var path = Path.Combine(Folder, ".installing");
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (waited.Elapsed < InstallLimit)
            {
                Thread.Sleep(200);
            }
        }
    }
}
