using System.Net.Http.Headers;
using System.Text;

namespace JobWorker.Testing.Emulators;

/// <summary>DynamoDB's protocol: <c>dynalite</c> from npm and transactions, its data in a folder of its own.</summary>
internal sealed class Dynalite : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("dynalite-").FullName;
    private ServerProcess? _process;

    public int Port { get; } = Ports.Free();

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Starts it with one table, whose partition key is <c>key</c>.</summary>
    public async Task StartAsync(string table)
    {
        _process = ServerProcess.Start(
            "dynalite", _folder, new Dictionary<string, string?>(), EmulatorPackages.Node!,
            Path.Combine(EmulatorPackages.Folder, "dynalite.js"), $"{Port}", Path.Combine(_folder, "data"));
        await AddTableAsync(table, "key");
    }

    /// <summary>Waits until there is such a table, whose partition key is a string.</summary>
    public Task AddTableAsync(string table, string partitionKey) => Until.IsAsync(
        "dynalite to make a table", TimeSpan.FromSeconds(20), () => MakeTableAsync(table, partitionKey), () => _process!.Output);

    /// <summary>Kills it; the data stay.</summary>
    public async Task StopAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<object?> MakeTableAsync(string table, string partitionKey)
    {
        var answer = await CallAsync("CreateTable", $$"""
            {
              "TableName": "{{table}}", "BillingMode": "PAY_PER_REQUEST",
              "AttributeDefinitions": [{"AttributeName": "{{partitionKey}}", "AttributeType": "S"}],
              "KeySchema": [{"AttributeName": "{{partitionKey}}", "KeyType": "HASH"}]
            }
            """);
        if (!answer.IsSuccess && !answer.Body.Contains("ResourceInUseException", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"no table: {answer.Body}");
        }

        // Until it is active, calls say that it does not exist.
        var state = await CallAsync("DescribeTable", $$"""{"TableName": "{{table}}"}""");
        return state.Body.Contains("\"ACTIVE\"", StringComparison.Ordinal) ? state.Body : null;
    }

    /// <summary>A call by itself; dynalite looks at the form of a signature only.</summary>
    public async Task<(bool IsSuccess, string Body)> CallAsync(string action, string parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url)
        {
            Content = new StringContent(parameters, Encoding.UTF8),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", $"DynamoDB_20120810.{action}");
        request.Headers.Add("X-Amz-Date", "20300101T000000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=a/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=b");
        using var response = await _http.SendAsync(request);

        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
