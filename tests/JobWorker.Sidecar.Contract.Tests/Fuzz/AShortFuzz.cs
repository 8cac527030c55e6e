namespace JobWorker.Sidecar.Contract.Tests.Fuzz;

/// <summary>A few seconds of <c>JobWorker.Fuzz</c>, always the same: longer runs with other seeds are made by hand.</summary>
public sealed class AShortFuzz
{
    [Theory]
    [InlineData("http")]
    [InlineData("yaml")]
    public async Task Finds_nothing(string target)
    {
        await using var fuzz = ServerProcess.Start(
            "fuzz", Repository.Root, new Dictionary<string, string?>(), "dotnet", Repository.Program("JobWorker.Fuzz"),
            target, "--seconds", "5", "--seed", "1");

        Assert.True(await fuzz.EndsWithinAsync(TimeSpan.FromMinutes(2)), $"still running: {fuzz.Output}");
        Assert.True(fuzz.Output.EndsWith("nothing found", StringComparison.Ordinal), fuzz.Output);
    }
}
