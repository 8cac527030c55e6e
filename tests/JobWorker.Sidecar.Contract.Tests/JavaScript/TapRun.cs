using System.Globalization;
using JobWorker.Sidecar.Contract.Tests.Support;
using JobWorker.Testing.Emulators;

namespace JobWorker.Sidecar.Contract.Tests.JavaScript;

/// <summary>What a script of <c>tests/Emulators</c> printed: a line for every check.</summary>
internal sealed class TapRun(string output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Names of all checks it made, in order.</summary>
    public IReadOnlyList<string> Names { get; } =
        [.. output.Split('\n').Select(NameOf).Where(name => name.Length > 0)];

    /// <summary>Runs a script to its end.</summary>
    public static async Task<TapRun> ReadAsync(ServerProcess script)
    {
        Assert.True(await script.EndsWithinAsync(Patience), $"still running: {script.Output}");
        await Until.IsAsync("its last line", TimeSpan.FromSeconds(5), () => Task.FromResult(
            script.Output.Contains("done", StringComparison.Ordinal) ? script : null), () => script.Output);

        return new TapRun(script.Output);
    }

    public static ServerProcess Start(string script, Api sidecar, params IEnumerable<string> more) => ServerProcess.Start(
        script, EmulatorPackages.Folder, new Dictionary<string, string?>(), EmulatorPackages.Node!,
        [script, sidecar.Address.Port.ToString(CultureInfo.InvariantCulture), sidecar.Token ?? "", .. more]);

    /// <summary>Fails with what the script said unless the check went well.</summary>
    public void IsOk(string name) => Assert.True(
        output.Split('\n').Contains($"ok {name}"),
        output.Split('\n').FirstOrDefault(line => line.StartsWith($"not ok {name}: ", StringComparison.Ordinal)) ?? output);

    private static string NameOf(string line) =>
        line.StartsWith("ok ", StringComparison.Ordinal) ? line[3..]
        : line.StartsWith("not ok ", StringComparison.Ordinal) ? NameOfFailure(line[7..])
        : "";

    /// <summary>A name may have a colon, but none with a capital letter after it, as every error has.</summary>
    private static string NameOfFailure(string line) => System.Text.RegularExpressions.Regex.Match(line, "^(.*?): [A-Z]").Groups[1].Value;
}
