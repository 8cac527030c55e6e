namespace JobWorker.Testing.Worlds;

/// <summary>A worker and its sidecar.</summary>
internal sealed class Replica(string name, HttpClient http)
{
    public string Name => name;

    public int PublicPort { get; } = Ports.Free();

    public int WorkerPort { get; } = Ports.Free();

    public int SidecarPort { get; } = Ports.Free();

    public WorkerApi Api => new(http, PublicPort);

    public ServerProcess? Worker { get; set; }

    public ServerProcess? Sidecar { get; set; }
}
