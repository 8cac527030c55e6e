using JobWorker.DevSidecar.Run.Processes;
using JobWorker.DevSidecar.Run.Sidecars;
using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Run;

/// <summary>What all apps of a run share.</summary>
/// <param name="Template">The run file.</param>
/// <param name="SidecarCommand">Program and first arguments of a sidecar.</param>
/// <param name="EmbeddedRedis"><c>host:port</c> of the embedded server; none without one.</param>
/// <param name="Api">Talks to the sidecars.</param>
/// <param name="Output">What people see.</param>
/// <param name="Watchdog">Ends the children of a runner that was killed.</param>
/// <param name="StopTimes">How long children may take to end.</param>
internal sealed record RunScene(
    RunTemplate Template,
    IReadOnlyList<string> SidecarCommand,
    string? EmbeddedRedis,
    SidecarApi Api,
    RunOutput Output,
    Watchdog Watchdog,
    StopTimes StopTimes);

/// <summary>How long children may take to end once they were asked to.</summary>
/// <param name="App">Head start of an app, so that it can say goodbye through its sidecar.</param>
/// <param name="All">After this, what is still there is killed.</param>
internal sealed record StopTimes(TimeSpan App, TimeSpan All)
{
    /// <summary>2 s and 4.5 s, so that a run has stopped within five.</summary>
    public static readonly StopTimes Usual = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4.5));
}
