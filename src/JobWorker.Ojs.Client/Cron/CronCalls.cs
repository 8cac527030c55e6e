using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Wire;

namespace JobWorker.Ojs.Client.Cron;

/// <summary>A job that comes by the clock.</summary>
/// <param name="Name">Registering a name again replaces its entry.</param>
/// <param name="Expression">Five fields, six with seconds in front, or a name such as <c>@hourly</c>.</param>
/// <param name="JobTemplate">The job; its id is not used.</param>
public sealed record CronEntry(string Name, string Expression, JobRequest JobTemplate)
{
    /// <summary>An IANA time zone. Default <c>UTC</c>.</summary>
    public string? Timezone { get; init; }

    /// <summary>What happens while the job before has not ended. Default <see cref="Cron.OverlapPolicy.Skip"/>.</summary>
    public OverlapPolicy? OverlapPolicy { get; init; }

    /// <summary>Whether it fires. Default true.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>What happens when an entry fires and the job before has not ended.</summary>
public enum OverlapPolicy
{
    /// <summary>Nothing.</summary>
    Skip,

    /// <summary>Another job is made.</summary>
    Allow,

    /// <summary>The job before is cancelled.</summary>
    CancelPrevious,

    /// <summary>The next is made when the one before has ended.</summary>
    Enqueue,
}

/// <summary>An entry as the server tells it.</summary>
/// <param name="Name">The entry.</param>
/// <param name="Expression">When it fires.</param>
/// <param name="Timezone">In which zone.</param>
/// <param name="Enabled">Whether it fires.</param>
/// <param name="NextRunAt">When next, UTC; none where it is switched off.</param>
public sealed record CronStatus(string Name, string Expression, string Timezone, bool Enabled, DateTimeOffset? NextRunAt);

/// <summary>Jobs that come by the clock.</summary>
public sealed class CronCalls
{
    private readonly OjsHttp _http;

    internal CronCalls(OjsHttp http) => _http = http;

    /// <summary>Makes an entry, or replaces the one of that name.</summary>
    /// <exception cref="OjsException">The expression, zone or template makes no sense.</exception>
    public Task<CronStatus> RegisterAsync(CronEntry entry, CancellationToken cancel = default) =>
        _http.SendAsync<CronStatus>(HttpMethod.Post, "cron", entry, "cron", cancel);

    /// <summary>All entries, up to 200.</summary>
    public async Task<IReadOnlyList<CronStatus>> ListAsync(CancellationToken cancel = default) =>
        await _http.SendAsync<List<CronStatus>>(HttpMethod.Get, "cron?limit=200", null, "crons", cancel).ConfigureAwait(false);

    /// <summary>Takes an entry away; its jobs stay.</summary>
    /// <exception cref="OjsException"><c>not_found</c>.</exception>
    public Task DeleteAsync(string name, CancellationToken cancel = default) =>
        _http.SendAsync(HttpMethod.Delete, $"cron/{Uri.EscapeDataString(name)}", null, cancel);
}
