using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>Stands before an emulator, which takes any keys, and while shut refuses them as AWS does.</summary>
internal sealed class AwsGate : IAsyncDisposable
{
    private const string Code = "InvalidClientTokenId";
    private const string Reason = "The security token included in the request is invalid.";

    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly Uri _behind;
    private CancellationTokenSource _shut = new();

    private AwsGate(WebApplication app, Uri behind) => (_app, _behind) = (app, behind);

    public string Address => _app.Urls.First();

    public static async Task<AwsGate> StartAsync(string behind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gate = new AwsGate(builder.Build(), new Uri(behind));
        gate._app.Run(gate.PassAsync);
        await gate._app.StartAsync();

        return gate;
    }

    /// <summary>Refuses every call from now on, and those that wait for an answer.</summary>
    public Task ShutAsync() => _shut.CancelAsync();

    public void Open() => _shut = new CancellationTokenSource();

    public async ValueTask DisposeAsync()
    {
        await ShutAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _behind) { Content = new ByteArrayContent(body.ToArray()) };
            foreach (var (name, value) in http.Request.Headers.Where(h => !h.Key.StartsWith("Content-L", StringComparison.Ordinal)))
            {
                _ = request.Headers.TryAddWithoutValidation(name, (string?)value)
                    || request.Content.Headers.TryAddWithoutValidation(name, (string?)value);
            }

            using var response = await _http.SendAsync(request, _shut.Token);
            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            await response.Content.CopyToAsync(http.Response.Body);
        }
        catch (OperationCanceledException)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Refusal(http.Request)));
        }
    }

    /// <summary>SQS speaks JSON, SNS and STS speak XML.</summary>
    private static string Refusal(HttpRequest request) => request.Headers.ContainsKey("X-Amz-Target")
        ? $$"""{"__type":"com.amazon.coral.service#{{Code}}","message":"{{Reason}}"}"""
        : $"<ErrorResponse><Error><Type>Sender</Type><Code>{Code}</Code><Message>{Reason}</Message></Error></ErrorResponse>";
}
