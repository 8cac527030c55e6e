using System.Diagnostics;

namespace JobWorker.DevSidecar.Api.Http.Invocation.Peers;

/// <summary>A sidecar on this machine as it has written itself down.</summary>
/// <param name="AppId">Whose sidecar it is.</param>
/// <param name="Namespace">Of the app.</param>
/// <param name="Address">Its HTTP API, such as <c>http://127.0.0.1:3500</c>.</param>
/// <param name="Key">Shown by whoever calls it on behalf of another app. Only the data folder's owner can read it.</param>
/// <param name="ProcessId">Of the sidecar.</param>
/// <param name="StartedAt">When that process was started, UTC: ids are given again.</param>
internal sealed record Peer(
    string AppId, string Namespace, Uri Address, string Key, int ProcessId, DateTime StartedAt)
{
    /// <summary>Start times are computed from ticks since boot, a little differently each time.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>This process under a new key.</summary>
    public static Peer Mine(string appId, string podNamespace, Uri address, string key)
    {
        using var process = Process.GetCurrentProcess();
        return new Peer(appId, podNamespace, Local(address), key, process.Id, process.StartTime.ToUniversalTime());
    }

    /// <summary>Whether the process that wrote it still runs.</summary>
    public bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return (process.StartTime.ToUniversalTime() - StartedAt).Duration() < Tolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>An address that means any interface, as one to call.</summary>
    private static Uri Local(Uri address) => address.Host switch
    {
        "0.0.0.0" => new UriBuilder(address) { Host = "127.0.0.1" }.Uri,
        "[::]" => new UriBuilder(address) { Host = "[::1]" }.Uri,
        _ => address,
    };
}
