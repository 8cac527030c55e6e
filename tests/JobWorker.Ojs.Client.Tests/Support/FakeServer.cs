using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Client.Tests.Support;

/// <summary>Answers requests as told, in order, and remembers them.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    /// <summary>Method, path and query, and body of each request.</summary>
    public List<(string Line, JsonNode? Body)> Heard { get; } = [];

    /// <summary>Falls once for each request that came.</summary>
    public SemaphoreSlim Came { get; } = new(0);

    /// <summary>Answers wait for it.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>The newest request's headers.</summary>
    public HttpRequestMessage? Last { get; private set; }

    public OjsClient Client(TimeProvider? clock = null, OjsClientOptions? options = null) =>
        new(new HttpClient(this) { BaseAddress = new Uri("http://ojs.test/") }, options, clock);

    /// <summary>The next answer, a JSON text.</summary>
    public FakeServer Answers(int status, string body, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(() =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/openjobspec+json"),
            };
            foreach (var (name, value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        });

        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Heard)
        {
            Last = request;
            Heard.Add(($"{request.Method} {request.RequestUri!.PathAndQuery}", text is null ? null : JsonNode.Parse(text)));
        }

        Came.Release();
        await Held;
        lock (Heard)
        {
            return _answers.TryDequeue(out var answer) ? answer() : throw new HttpRequestException("there is no answer");
        }
    }
}
