using System.Diagnostics;
using System.Text.Json;

namespace JobWorker.Acceptance.Tests.Tools;

/// <summary>What <c>jobworker</c> made of a command line, as a process of its own.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandRun(int Exit, string Out, string Error)
{
    private static readonly string Program =
        Path.Combine(Path.GetDirectoryName(Repository.Program("JobWorker.Cli"))!, "jobworker.dll");

    /// <summary>Standard output as one document.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Out);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<CommandRun> OfAsync(World world, params string[] args) => OfAsync(world, [], args);

    /// <summary>Runs it to its end with <paramref name="input"/> on standard input.</summary>
    public static async Task<CommandRun> OfAsync(World world, byte[] input, params string[] args)
    {
        using var process = Start(world, args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();

        return new CommandRun(process.ExitCode, await output, await error);
    }

    /// <summary>Starts it; its streams are the caller's.</summary>
    public static Process Start(World world, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JOBWORKER_SERVER"] = $"http://127.0.0.1:{world.Replicas[0].PublicPort}";

        return Process.Start(start)!;
    }
}
