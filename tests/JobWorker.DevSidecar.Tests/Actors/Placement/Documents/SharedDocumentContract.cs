using JobWorker.DevSidecar.Actors.Placement.Documents;
using JobWorker.DevSidecar.Actors.Placement.Protocol;
using JobWorker.DevSidecar.Tests.Contrib.Redis;

namespace JobWorker.DevSidecar.Tests.Actors.Placement.Documents;

/// <summary>What every place for the placement document keeps to.</summary>
public abstract class SharedDocumentContract
{
    /// <summary>Another user of the same document; <paramref name="name"/> tells documents apart.</summary>
    private protected abstract Task<ISharedDocument> OpenAsync(string name);

    [SkippableFact]
    public async Task Is_empty_at_first_and_stays_so_when_only_read()
    {
        var document = await OpenAsync("first");

        Assert.Equal(0, (await document.UpdateAsync(held => held, default)).Version);
        Assert.Equal(0, (await document.UpdateAsync(held => held, default)).Version);
    }

    [SkippableFact]
    public async Task Gives_back_what_another_has_written()
    {
        var member = new Member("a", "http://127.0.0.1:1", ["Jobs", "Ünïcode \"type\""], new HostProcess("m", 7, "9")) { Beats = 3, Ready = 4 };
        var (one, other) = (await OpenAsync("kept"), await OpenAsync("kept"));
        var written = await one.UpdateAsync(held => Change(held) with { Members = [member], Table = PlacementTable.Of(2, [member]), LastEpoch = 5 }, default);

        var read = await other.UpdateAsync(held => held, default);

        Assert.Equal((1, 5), (read.Version, read.LastEpoch));
        Assert.Equal(written.Members[0].Types.ToArray(), read.Members[0].Types.ToArray());
        Assert.Equal(member.Process, read.Members[0].Process);
        Assert.Equal((3, 4), (read.Members[0].Beats, read.Members[0].Ready));
        Assert.True(read.Table.HostsLike(written.Table));
    }

    [SkippableFact]
    public async Task Loses_no_change_of_many_at_once()
    {
        const int users = 8;
        const int changes = 40;
        var documents = await Task.WhenAll(Enumerable.Range(0, users).Select(_ => OpenAsync("busy")));

        await Task.WhenAll(documents.Select(document => Task.Run(async () =>
        {
            for (var n = 0; n < changes; n++)
            {
                await document.UpdateAsync(held => held with { LastEpoch = held.LastEpoch + 1 }, default);
            }
        })));

        var last = await documents[0].UpdateAsync(held => held, default);
        Assert.Equal((users * changes, users * changes), (last.Version, last.LastEpoch));
    }

    private protected static PlacementDocument Change(PlacementDocument held) => held with { LastEpoch = held.LastEpoch + 1 };
}

public sealed class TheDocumentInAFile : SharedDocumentContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("placement-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Is_not_to_be_had_while_somebody_keeps_it_locked()
    {
        var document = await OpenAsync("locked");
        await document.UpdateAsync(Change, default);
        using (new FileStream(Path.Combine(_folder, "locked.json.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            await Assert.ThrowsAsync<PlacementUnavailableException>(() => document.UpdateAsync(Change, default));
        }

        Assert.Equal(2, (await document.UpdateAsync(Change, default)).Version);
    }

    [Fact]
    public async Task Is_refused_when_it_is_none()
    {
        var document = await OpenAsync("broken");
        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.json"), "{");

        var error = await Assert.ThrowsAsync<PlacementUnavailableException>(() => document.UpdateAsync(Change, default));
        Assert.Contains("broken.json is no placement document", error.Message, StringComparison.Ordinal);
    }

    private protected override Task<ISharedDocument> OpenAsync(string name) =>
        Task.FromResult<ISharedDocument>(new FileDocument(Path.Combine(_folder, name + ".json"), TimeProvider.System));
}

public abstract class RedisDocumentContract(RedisHost host) : SharedDocumentContract
{
    private protected override async Task<ISharedDocument> OpenAsync(string name) =>
        new RedisDocument(await host.ConnectAsync(), "placement||" + name);
}

public sealed class TheDocumentInRedis(RedisServer server) : RedisDocumentContract(server), IClassFixture<RedisServer>;

public sealed class TheDocumentInTheEmbeddedServer(EmbeddedServer server) : RedisDocumentContract(server), IClassFixture<EmbeddedServer>;
