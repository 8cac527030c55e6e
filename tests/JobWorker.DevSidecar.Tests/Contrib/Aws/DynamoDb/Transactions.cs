using System.Text.Json.Nodes;
using JobWorker.Testing.Emulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.DynamoDb;

/// <summary>Adds to a dynalite the one call it lacks, <c>TransactWriteItems</c>, by DynamoDB's documented rules.</summary>
internal sealed class Transactions : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly WebApplication _app;
    private readonly Dynalite _server;

    private Transactions(WebApplication app, Dynalite server) => (_app, _server) = (app, server);

    public string Url => _app.Urls.First();

    /// <summary>The newest transaction as it came.</summary>
    public JsonNode? Last { get; private set; }

    public static async Task<Transactions> StartAsync(Dynalite server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var front = new Transactions(builder.Build(), server);
        front._app.MapPost("/", front.TakeAsync);
        await front._app.StartAsync();

        return front;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var action = request.Headers["X-Amz-Target"].ToString().Split('.')[1];
        var body = await new StreamReader(request.Body).ReadToEndAsync();
        await _oneAtATime.WaitAsync();
        try
        {
            var (good, answer) = action == "TransactWriteItems"
                ? await TransactAsync(JsonNode.Parse(body)!["TransactItems"]!.AsArray())
                : await _server.CallAsync(action, body);

            return Results.Content(answer, "application/x-amz-json-1.0", statusCode: good ? 200 : 400);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<(bool Good, string Answer)> TransactAsync(JsonArray items)
    {
        Last = items;
        var operations = items.Select(item => item!.AsObject().Single()).ToList();
        var keys = operations.Select(operation => KeyOf(operation.Value!).GetValue<string>()).Distinct().Count();
        if (operations.Count is 0 or > 100 || keys < operations.Count)
        {
            return (false, """
                {"__type":"com.amazon.coral.validate#ValidationException","message":"1 to 100 operations, each on its own item"}
                """);
        }

        var reasons = new List<string>();
        foreach (var (_, call) in operations)
        {
            reasons.Add(await HoldsAsync(call!) ? "None" : "ConditionalCheckFailed");
        }

        if (reasons.Exists(reason => reason != "None"))
        {
            return (false, $$"""
                {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                 "Message":"Transaction cancelled, please refer cancellation reasons [{{string.Join(", ", reasons)}}]"}
                """);
        }

        foreach (var (kind, call) in operations)
        {
            var (good, answer) = await _server.CallAsync(kind + "Item", call!.ToJsonString());
            Assert.True(good, answer);
        }

        return (true, "{}");
    }

    private async Task<bool> HoldsAsync(JsonNode call)
    {
        var (_, answer) = await _server.CallAsync(
            "GetItem", $$"""{"TableName": "{{call["TableName"]}}", "Key": {"key": {"S": {{KeyOf(call).ToJsonString()}} } } }""");
        var etag = JsonNode.Parse(answer)!["Item"]?["etag"]?["S"]?.GetValue<string>();

        return call["ConditionExpression"]?.GetValue<string>() switch
        {
            null => true,
            "etag = :etag" => etag == call["ExpressionAttributeValues"]![":etag"]!["S"]!.GetValue<string>(),
            "attribute_not_exists(etag)" => etag is null,
            var other => throw new InvalidOperationException(other),
        };
    }

    private static JsonValue KeyOf(JsonNode call) => (call["Item"] ?? call["Key"])!["key"]!["S"]!.AsValue();
}
