using System.Text.Json.Serialization;
using Dapr.Client;

namespace JobWorker.StandIns.Tests.Dapr.Client;

/// <summary>A client of a fake sidecar.</summary>
public abstract class ClientSpec : IAsyncLifetime
{
    private protected FakeSidecar Sidecar { get; private set; } = null!;

    protected DaprClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Sidecar = await FakeSidecar.StartAsync();
        Client = new DaprClientBuilder().UseHttpEndpoint(Sidecar.Url).UseDaprApiToken("secret").Build();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Sidecar.DisposeAsync();
    }
}

public sealed record Order(string Item, int Count);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
public abstract record Shape;

public sealed record Circle(double Radius) : Shape;
