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
            var (name, inline) = command[i].Split('=', 2) is [var option, var text] ? (option, text) : (command[i], null);
            switch (name)
            {
                case "--project":
                    run = run with { Project = Path.GetFullPath(inline ?? Value(command, ref i), folder) };
                    break;
                case "-c" or "--configuration":
                    run = run with { Configuration = inline ?? Value(command, ref i) };
                    break;
                case "-f" or "--framework":
                    run = run with { Framework = inline ?? Value(command, ref i) };
                    break;
                case "--no-build":
                    run = run with { Build = false };
                    break;
                case "-v" or "--verbosity" or "-lp" or "--launch-profile":
                    _ = inline ?? Value(command, ref i);
                    break;
                case "--no-restore" or "--no-launch-profile":
                    break;
                case "--":
                    return run with { Arguments = [.. run.Arguments, .. command.Skip(i + 1)] };
                default:
                    run = run with { Arguments = [.. run.Arguments, command[i]] };
                    break;
            }
        }

        return run;
    }

    private static string Value(IReadOnlyList<string> command, ref int at) =>
        ++at < command.Count ? command[at] : throw new RunException($"dotnet run: {command[at - 1]} needs a value.");
}
