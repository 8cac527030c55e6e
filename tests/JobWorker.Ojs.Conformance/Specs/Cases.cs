using JobWorker.Ojs.Conformance.Reading;
using JobWorker.Ojs.Conformance.Running;
using JobWorker.Ojs.Conformance.Servers;

namespace JobWorker.Ojs.Conformance.Specs;

/// <summary>Runs cases on a server and says what did not hold.</summary>
public abstract class Cases(OjsServer server)
{
    /// <summary>Rows of a theory; one that says why there are none keeps the test from failing for want of them.</summary>
    internal static TheoryData<string> Rows(IEnumerable<string> files) => files.ToList() is [_, ..] found ? [.. found] : [""];

    /// <summary>Fails unless the case in a file passes.</summary>
    private protected async Task PassAsync(string folder, string file)
    {
        Skip.If(server.Missing is not null, server.Missing);
        var run = await RunAsync(folder, file);
        Assert.True(run.Failures.Count == 0, $"{string.Join('\n', run.Failures)}\n\n{run.Said}");
    }

    /// <summary>The same for a case of an extension, where the manifest claims it: what is not claimed need not be served.</summary>
    private protected Task PassIfClaimedAsync(string folder, string file)
    {
        Skip.If(server.Missing is not null, server.Missing);
        var extension = CaseReader.Read(File.ReadAllText(Path.Combine(folder, file))).Category;
        Skip.IfNot(
            server.Extensions.Any(claimed => claimed.EndsWith(extension, StringComparison.Ordinal)),
            $"the manifest does not claim the extension {extension}");

        return PassAsync(folder, file);
    }

    private protected async Task<CaseRun> RunAsync(string folder, string file)
    {
        var one = CaseReader.Read(await File.ReadAllTextAsync(Path.Combine(folder, file)));
        await server.ResetAsync();

        return await CaseRun.OfAsync(one, server.Caller);
    }
}

/// <summary>Cases of our own, in <c>Cases</c>.</summary>
public abstract class OurCases(OjsServer server) : Cases(server)
{
    private protected Task PassAsync(string file) => PassAsync(CaseFiles.Ours, file);
}

/// <summary>The public cases, where they are.</summary>
public abstract class PublicCases(OjsServer server) : Cases(server)
{
    private protected Task PassAsync(string file)
    {
        Skip.If(file.Length == 0, CaseFiles.Missing);

        return PassAsync(CaseFiles.Beside, file);
    }
}
