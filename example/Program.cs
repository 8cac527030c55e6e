using System.Text.Json.Nodes;
using JobWorker.Example;

// Publishes the example message under a new id and prints the callbacks that come back.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls(builder.Configuration["RECEIVER_URL"] ?? "http://127.0.0.1:5090");
await using var app = builder.Build();

var receiver = new Receiver(app.Configuration["WEBHOOK_SECRET"], TimeProvider.System);
app.MapPost("/callbacks", receiver.TakeAsync);
await app.StartAsync();

var message = JsonNode.Parse(await File.ReadAllTextAsync(app.Configuration["MESSAGE"] ?? "example/message.json"))!;
var id = app.Configuration["MESSAGE_ID"] ?? Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
message["id"] = id;
message["webhook"] = new JsonObject { ["url"] = $"{app.Urls.First()}/callbacks" };

var (text, port, stopping) =
    (message.ToJsonString(), app.Configuration["DAPR_HTTP_PORT"] ?? "3500", app.Lifetime.ApplicationStopping);
do
{
    // SNS forgets what is published before a queue is subscribed. To say it again is harmless: one id makes one Job.
    await Queue.PublishAsync(text, port, stopping);
    Console.WriteLine($"published  message {id} to topic jobs; its callbacks follow");
}
while (!await receiver.HeardAsync(TimeSpan.FromSeconds(10), stopping));

await app.WaitForShutdownAsync();
