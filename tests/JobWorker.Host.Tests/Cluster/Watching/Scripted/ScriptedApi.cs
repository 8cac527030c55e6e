using System.Net;
using System.Text;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Watching;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.Host.Tests.Cluster.Watching.Scripted;

/// <summary>
/// An API server that answers as told, without a socket: the client, its guard and the watch on top of it are the real ones.
/// </summary>
internal sealed class ScriptedApi : DelegatingHandler
{
    public const string Gone = """{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}""";

    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];
    private readonly Kubernetes _client;

    public ScriptedApi(TimeProvider clock)
    {
        Clock = clock;
        Server = new ServerClock(clock);
        _client = new Kubernetes(
            new KubernetesClientConfiguration { Host = "http://api.test", DisableHttp2 = true }, new AnswerGuard(Server, clock), this);
        Scope = new WatchScope(_client, "default");
    }

    public TimeProvider Clock { get; }

    public ServerClock Server { get; }

    public WatchScope Scope { get; }

    public IKubernetes Client => _client;

    /// <summary>What a request is answered; the request's path and query are given.</summary>
    public Func<string, HttpResponseMessage> Answer { get; set; } = _ => Of("not told what to answer", HttpStatusCode.NotFound);

    /// <summary>Path and query of each request, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public IReadOnlyList<string> Lists => [.. Requests.Where(r => !IsWatch(r))];

    public IReadOnlyList<string> Watches => [.. Requests.Where(IsWatch)];

    /// <summary>What was seen of each Job: its UID, and how.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>What ended lists held.</summary>
    public List<int> Listed { get; } = [];

    /// <summary>What was told to be wrong.</summary>
    public List<string> Troubles { get; } = [];

    public static bool IsWatch(string request) => request.Contains("watch=true", StringComparison.Ordinal);

    public static HttpResponseMessage Of(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Of(Stream stream) => new(HttpStatusCode.OK) { Content = new StreamContent(stream) };

    /// <summary>A list of Jobs.</summary>
    public static string List(int version, string? next, params string[] items) =>
        $$"""{"kind":"JobList","metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(',', items)}}]}""";

    public static string Job(string uid, string more = "") =>
        $$$"""{"metadata":{"name":"bb-{{{uid}}}","namespace":"default","uid":"{{{uid}}}","resourceVersion":"7","annotations":{"jobworker.dev/id":"job-{{{uid}}}"},"finalizers":["jobworker.dev/outcome"]}{{{more}}}}""";

    public static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""" + "\n";

    /// <summary>A watch on Jobs, until the token given back is cancelled.</summary>
    public Task FollowAsync(CancellationToken cancel) => Task.Run(
        () => new ListWatch<V1Job>(
            Scope.Jobs,
            new ListWatchSink<V1Job>(
                See: (job, listed, deleted) => Note(Seen, $"{(deleted ? "-" : listed ? "=" : "+")}{job.Metadata.Uid}"),
                Listed: uids => Note(Listed, uids.Count),
                Lost: trouble => Note(Troubles, trouble)),
            Clock,
            NullLogger.Instance).RunAsync(cancel),
        CancellationToken.None);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        Note(_requests, path);
        var answer = Answer(path);
        answer.RequestMessage = request;

        return Task.FromResult(answer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client.HttpClient.CancelPendingRequests();
        }

        base.Dispose(disposing);
    }

    private void Note<T>(List<T> where, T what)
    {
        lock (_gate)
        {
            where.Add(what);
        }
    }
}

/// <summary>A stream that gives what is written to it, then waits: for more, or for ever.</summary>
internal sealed class OpenStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the stream, or breaks it.</summary>
    public void End(Exception? error = null)
    {
        if (error is null)
        {
            _end.TrySetResult();
        }
        else
        {
            _end.TrySetException(error);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Read(buffer.Span) is > 0 and var read)
        {
            return read;
        }

        await _end.Task.WaitAsync(cancellationToken);

        return 0;
    }
}
