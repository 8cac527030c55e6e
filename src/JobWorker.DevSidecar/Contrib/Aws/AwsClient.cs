using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace JobWorker.DevSidecar.Contrib.Aws;

/// <summary>Calls AWS services in their two older protocols: JSON 1.0 and Query. Nothing is tried twice in here.</summary>
internal sealed class AwsClient(AwsSettings settings, TimeProvider clock) : IDisposable
{
    private readonly AwsSigner _signer = new(settings, clock);
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = settings.Endpoint is not { IsLoopback: true },
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    public AwsSettings Settings => settings;

    /// <summary>A call of a JSON service.</summary>
    /// <param name="service">Such as <c>sqs</c>.</param>
    /// <param name="target">Such as <c>AmazonSQS.SendMessage</c>.</param>
    /// <param name="payload">The parameters.</param>
    /// <param name="limit">Time for the answer.</param>
    /// <param name="cancel">Gives the call up.</param>
    /// <exception cref="AwsException">There was no answer, or it was an error.</exception>
    public async Task<JsonElement> JsonAsync(
        string service, string target, JsonObject payload, TimeSpan limit, CancellationToken cancel)
    {
        var call = $"{service} {target[(target.LastIndexOf('.') + 1)..]}";
        using var request = Request(service, JsonSerializer.SerializeToUtf8Bytes(payload), "application/x-amz-json-1.0", target);
        var (status, body) = await SendAsync(call, request, limit, cancel);
        var answer = ParseJson(call, status, body);

        return status == HttpStatusCode.OK
            ? answer
            : throw new AwsException(call, CodeOf(answer) ?? Text(status), MessageOf(answer));
    }

    /// <summary>A call of a Query service.</summary>
    /// <param name="service">Such as <c>sns</c>.</param>
    /// <param name="version">The version of its API, a date.</param>
    /// <param name="action">Such as <c>Publish</c>.</param>
    /// <param name="parameters">All others.</param>
    /// <param name="limit">Time for the answer.</param>
    /// <param name="cancel">Gives the call up.</param>
    /// <exception cref="AwsException">There was no answer, or it was an error.</exception>
    public async Task<XElement> QueryAsync(
        string service, string version, string action, IEnumerable<KeyValuePair<string, string>> parameters, TimeSpan limit,
        CancellationToken cancel)
    {
        var call = $"{service} {action}";
        using var form = new FormUrlEncodedContent([new("Action", action), new("Version", version), .. parameters]);
        using var request = Request(
            service, await form.ReadAsByteArrayAsync(cancel), "application/x-www-form-urlencoded", target: null);
        var (status, body) = await SendAsync(call, request, limit, cancel);
        var answer = ParseXml(call, status, body);

        return status == HttpStatusCode.OK
            ? answer
            : throw new AwsException(call, answer.Find("Code") ?? Text(status), answer.Find("Message") ?? "no reason was given");
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string service, byte[] body, string type, string? target)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, settings.AddressOf(service))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (target is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        }

        _signer.Sign(request, body, service);

        return request;
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(
        string call, HttpRequestMessage request, TimeSpan limit, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);

            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new AwsException(call, AwsException.Unreachable, $"no answer within {limit.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AwsException(call, AwsException.Unreachable, e.Message, e);
        }
    }

    private static JsonElement ParseJson(string call, HttpStatusCode status, byte[] body)
    {
        try
        {
            return body.Length == 0 ? JsonElement.Parse("{}") : JsonElement.Parse(body);
        }
        catch (JsonException e)
        {
            throw new AwsException(call, Text(status), "the answer is not JSON; is the endpoint right?", e);
        }
    }

    private static XElement ParseXml(string call, HttpStatusCode status, byte[] body)
    {
        try
        {
            return XElement.Load(new MemoryStream(body));
        }
        catch (XmlException e)
        {
            throw new AwsException(call, Text(status), "the answer is not XML; is the endpoint right?", e);
        }
    }

    /// <summary><c>com.amazonaws.sqs#QueueDoesNotExist</c> without what stands before the <c>#</c>.</summary>
    private static string? CodeOf(JsonElement answer) =>
        Member(answer, "__type") is { } type ? type[(type.IndexOf('#') + 1)..] : null;

    private static string MessageOf(JsonElement answer) =>
        Member(answer, "message") ?? Member(answer, "Message") ?? "no reason was given";

    private static string? Member(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Text(HttpStatusCode status) => $"status {(int)status}";
}
