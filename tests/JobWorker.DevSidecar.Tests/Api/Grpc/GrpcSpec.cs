using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

/// <summary>A sidecar for each test, and a gRPC client of it.</summary>
public abstract class GrpcSpec : IAsyncLifetime
{
    private SidecarHarness? _sidecar;
    private GrpcClient? _client;

    private protected SidecarHarness Sidecar => _sidecar!;

    private protected GrpcClient Client => _client!;

    private protected virtual HarnessOptions Options => new() { Yaml = SidecarHarness.InMemory };

    public async Task InitializeAsync()
    {
        _sidecar = await SidecarHarness.StartAsync(Options);
        _client = new GrpcClient(_sidecar.Sidecar.GrpcAddress);
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await Sidecar.DisposeAsync();
    }
}
