namespace JobWorker.DevSidecar.Run.Dotnet;

/// <summary>A <c>dotnet run</c> command, taken apart.</summary>
/// <param name="Project">The project file, or the folder it is in; absolute.</param>
/// <param name="Configuration">Such as <c>Debug</c>.</param>
/// <param name="Framework">Empty for the project's only one.</param>
/// <param name="Build">False with <c>--no-build</c>.</param>
/// <param name="Arguments">What goes to the program itself.</param>
internal sealed record DotnetRun(
    string Project, string Configuration, string Framework, bool Build, IReadOnlyList<string> Arguments)
{
    /// <summary>Takes a command apart; none where it is no <c>dotnet run</c>.</summary>
    /// <exception cref="RunException">An option lacks its value.</exception>
    public static DotnetRun? Parse(IReadOnlyList<string> command, string folder)
    {
        if (command.Count < 2 || Path.GetFileNameWithoutExtension(command[0]) != "dotnet" || command[1] != "run")
        {
            return null;
        }

        var run = new DotnetRun(folder, "Debug", "", Build: true, []);
        for (var i = 2; i < command.Count; i++)
        {
            if (command[i] == "--")
            {
                return run with { Arguments = [.. run.Arguments, .. command.Skip(i + 1)] };
            }

            run = run.Take(command, ref i, folder);
        }

        return run;
    }

    /// <summary>Reads one option; what is none of <c>dotnet run</c>'s goes to the program, as there.</summary>
    private DotnetRun Take(IReadOnlyList<string> command, ref int at, string folder)
    {
        var word = command[at];
        var (name, inline) = word.Split('=', 2) is [var option, var text] ? (option, text) : (word, null);
        switch (name)
        {
            case "--project":
                return this with { Project = Path.GetFullPath(inline ?? Value(command, ref at), folder) };
            case "-c" or "--configuration":
                return this with { Configuration = inline ?? Value(command, ref at) };
            case "-f" or "--framework":
                return this with { Framework = inline ?? Value(command, ref at) };
            case "-v" or "--verbosity" or "-lp" or "--launch-profile":
                _ = inline ?? Value(command, ref at);
                return this;
            case "--no-build":
                return this with { Build = false };
            case "--no-restore" or "--no-launch-profile":
                return this;
            default:
                return this with { Arguments = [.. Arguments, word] };
        }
    }

    private static string Value(IReadOnlyList<string> command, ref int at) =>
        ++at < command.Count ? command[at] : throw new RunException($"dotnet run: {command[at - 1]} needs a value.");
}
