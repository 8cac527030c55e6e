using JobWorker.Ojs.Client.Cron;
using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Queues;
using JobWorker.Ojs.Client.Wire;
using JobWorker.Ojs.Client.Workers;
using JobWorker.Ojs.Client.Workflows;

namespace JobWorker.Ojs.Client;

/// <summary>An Open Job Spec server. Safe for many callers at once.</summary>
/// <remarks>
/// Every method throws <see cref="OjsException"/> where the server refuses, and <see cref="HttpRequestException"/> where there is
/// no answer. Where the server asks to wait (<c>Retry-After</c> on 429 and 503) the request is sent again by itself.
/// </remarks>
public sealed class OjsClient
{
    private readonly OjsHttp _http;
    private readonly Shared<JobRequest, OjsJob>? _enqueues;

    /// <summary>A client of one server.</summary>
    /// <param name="http">Its base address is the server's root, such as <c>http://jobs:8080</c>; its timeout must be longer than the longest wait of a fetch.</param>
    /// <param name="options">None means the defaults.</param>
    /// <param name="clock">None means the system's.</param>
    public OjsClient(HttpClient http, OjsClientOptions? options = null, TimeProvider? clock = null)
    {
        var chosen = options ?? new OjsClientOptions();
        _http = new OjsHttp(http, chosen, clock ?? TimeProvider.System);
        _enqueues = chosen.ShareRequests
            ? new Shared<JobRequest, OjsJob>(
                job => EnqueueAloneAsync(job, patient: false, CancellationToken.None),
                jobs => _http.SendManyAsync<OjsJob>("jobs/bulk", new { jobs }, "job", jobs.Count))
            : null;
        Workers = new WorkerCalls(_http, chosen.ShareRequests);
        DeadLetters = new DeadLetterCalls(_http);
        Queues = new QueueCalls(_http);
        Cron = new CronCalls(_http);
        Workflows = new WorkflowCalls(_http);
    }

    /// <summary>What workers ask and say.</summary>
    public WorkerCalls Workers { get; }

    /// <summary>Jobs that failed for good.</summary>
    public DeadLetterCalls DeadLetters { get; }

    /// <summary>Pausing, resuming and counting.</summary>
    public QueueCalls Queues { get; }

    /// <summary>Jobs that come by the clock.</summary>
    public CronCalls Cron { get; }

    /// <summary>Jobs that belong together.</summary>
    public WorkflowCalls Workflows { get; }

    /// <summary>Enqueues a job. Of a unique one that is ignored, the job that is already there.</summary>
    /// <exception cref="OjsException"><c>duplicate</c>: its id is taken, or its kind is claimed.</exception>
    public async Task<OjsJob> EnqueueAsync(JobRequest job, CancellationToken cancel = default)
    {
        try
        {
            if (_enqueues is not null)
            {
                cancel.ThrowIfCancellationRequested();

                return await _enqueues.AskAsync(job).WaitAsync(cancel).ConfigureAwait(false);
            }
        }
        catch (OjsException e) when (OjsHttp.IsForSharing(e))
        {
            // By itself, below.
        }

        return await EnqueueAloneAsync(job, patient: true, cancel).ConfigureAwait(false);
    }

    /// <summary>Enqueues jobs in this order: all or none.</summary>
    public async Task<IReadOnlyList<OjsJob>> EnqueueAllAsync(IEnumerable<JobRequest> jobs, CancellationToken cancel = default) =>
        await _http.SendAsync<List<OjsJob>>(HttpMethod.Post, "jobs/batch", new { jobs = jobs.ToList() }, "jobs", cancel)
            .ConfigureAwait(false);

    /// <summary>A job by its id.</summary>
    /// <exception cref="OjsException"><c>not_found</c>.</exception>
    public Task<OjsJob> GetAsync(string id, CancellationToken cancel = default) =>
        _http.SendAsync<OjsJob>(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}", null, "job", cancel);

    /// <summary>Cancels a job that has not ended.</summary>
    /// <exception cref="OjsException"><c>conflict</c>: it has ended; <c>not_found</c>.</exception>
    public Task<OjsJob> CancelAsync(string id, CancellationToken cancel = default) =>
        _http.SendAsync<OjsJob>(HttpMethod.Delete, $"jobs/{Uri.EscapeDataString(id)}", null, "job", cancel);

    /// <summary>Lets a pending job be fetched.</summary>
    /// <exception cref="OjsException"><c>conflict</c>: it is not pending; <c>not_found</c>.</exception>
    public Task<OjsJob> ActivateAsync(string id, CancellationToken cancel = default) =>
        _http.SendAsync<OjsJob>(HttpMethod.Post, $"jobs/{Uri.EscapeDataString(id)}/activate", new { }, "job", cancel);

    /// <summary>What happened, oldest first.</summary>
    public async Task<IReadOnlyList<OjsEvent>> EventsAsync(EventFilter? filter = null, CancellationToken cancel = default) =>
        await _http.SendAsync<List<OjsEvent>>(
            HttpMethod.Get, $"events{(filter ?? new EventFilter()).Query}", null, "events", cancel).ConfigureAwait(false);

    private Task<OjsJob> EnqueueAloneAsync(JobRequest job, bool patient, CancellationToken cancel) =>
        _http.SendAsync<OjsJob>(HttpMethod.Post, "jobs", job, "job", cancel, patient);
}
