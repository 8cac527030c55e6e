using System.Diagnostics;

namespace JobWorker.Acceptance.Tests.Tools;

public sealed class ATestHostThatIsKilled
{
    [SkippableFact]
    public async Task Leaves_no_process_behind_that_it_started()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell");
        using var left = Process.Start("sleep", ["600"]);
        using var ended = Process.Start("sleep", ["600"]);
        var guard = new ProcessGuard();
        guard.Add(ended.Id);
        guard.Add(left.Id);
        guard.Remove(ended.Id);

        // What its end does, too: nobody holds the other side of the pipe any more.
        guard.Dispose();

        await left.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(ended.HasExited);
        ended.Kill();
        await ended.WaitForExitAsync();
    }
}
