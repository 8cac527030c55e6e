using JobWorker.Core.Jobs;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Jobs;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Catalog;

/// <summary>No job is acknowledged that no list will show.</summary>
public sealed class TheFirstEntry
{
    private readonly KeeperWorld _world = new();

    [Fact]
    public async Task Is_durable_before_the_message_is_acknowledged_and_later_ones_follow()
    {
        await _world.SubmitAsync();

        Assert.Equal(
            [(0L, JobState.Requested), (1L, JobState.Requested), (2L, JobState.Created)],
            _world.Listed.Select(e => (e.Version, e.State)));
    }

    [Fact]
    public async Task That_is_refused_fails_the_message_and_is_written_when_it_comes_again()
    {
        _world.CatalogDown = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _world.SubmitAsync());
        Assert.Equal(["JobRequested"], await _world.EventsAsync());
        Assert.Empty(_world.Listed);

        _world.CatalogDown = false;
        await _world.SubmitAsync();

        Assert.Contains(_world.Listed, e => e is { Version: 1, State: JobState.Requested, CreatedAt: not null });
        Assert.Equal(["JobRequested", "JobCreated"], await _world.EventsAsync());
    }

    [Fact]
    public async Task Goes_before_an_append_that_fails_and_loses_to_whatever_is_written_then()
    {
        for (var i = 0; i < 3; i++)
        {
            _world.Slots.Faults.Enqueue(WriteFault.Lost);
        }

        await Assert.ThrowsAsync<JournalUnavailableException>(() => _world.SubmitAsync());
        Assert.Equal([0L], _world.Listed.Select(e => e.Version));

        await _world.SubmitAsync();
        Assert.Equal((2L, JobState.Created), (_world.Listed.MaxBy(e => e.Version)!.Version, _world.Listed[^1].State));
    }

    [Fact]
    public async Task Is_written_again_for_a_message_that_comes_again_to_another_process_and_once_only()
    {
        await _world.SubmitAsync();
        _world.Restart();
        _world.Listed.Clear();

        await _world.SubmitAsync();
        await _world.SubmitAsync();

        // The first is that of a message taken for new, as nearly all are; what is known of the job has a higher version.
        Assert.Equal([(0, JobState.Requested), (2, JobState.Created)], _world.Listed.Select(e => (e.Version, e.State)));
    }

    [Fact]
    public async Task Is_followed_by_nothing_when_no_list_would_show_it()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
        var listed = _world.Listed.Count;

        await _world.CallbackAsync(0, 1, System.Net.HttpStatusCode.OK);

        Assert.Equal(listed, _world.Listed.Count);
    }
}
