namespace JobWorker.DevCluster.Node;

/// <summary>Finds the file a command means, as <c>execvp</c> would.</summary>
internal static class Executables
{
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The file to run, or what a container runtime says when there is none.</summary>
    public static (string? File, string? Problem) Find(string command, string directory, string path)
    {
        if (command.Contains('/'))
        {
            var file = Path.GetFullPath(command, directory);

            return IsExecutable(file) ? (file, null)
                : Path.Exists(file) ? (null, $"exec: \"{command}\": permission denied")
                : (null, $"exec: \"{command}\": stat {command}: no such file or directory");
        }

        var found = path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, command))
            .FirstOrDefault(IsExecutable);

        return found is not null ? (found, null) : (null, $"exec: \"{command}\": executable file not found in $PATH");
    }

    private static bool IsExecutable(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Execute) != 0);
    }
}
