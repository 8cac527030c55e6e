using JobWorker.Sidecar.Contract.Tests.Support;
using JobWorker.Testing.Emulators;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

/// <summary>One sidecar with several queues: each statement has one of its own.</summary>
public sealed class S1_6_InputBindings(S1_6_InputBindings.Queues queues) : IClassFixture<S1_6_InputBindings.Queues>
{
    private readonly string _id = Mark.New();

    [Statement(Text = "1.6 the app is asked with OPTIONS on the component's name; a 2xx subscribes")]
    public async Task Probed()
    {
        var call = await DeliverAsync("takes");

        Assert.Equal("POST /takes", call.Line);
        Assert.Contains(queues.App!.Unmarked, one => one.Line == "OPTIONS /takes");
    }

    [Statement(Text = "1.6 405 subscribes as well")]
    public async Task NotAllowed() => Assert.Equal("POST /notallowed", (await DeliverAsync("notallowed")).Line);

    [Statement(Text = "1.6 the metadata item route takes the place of the name")]
    public async Task Route() => Assert.Equal("POST /elsewhere", (await DeliverAsync("routed")).Line);

    [Statement(Text = "1.6 direction input subscribes without asking")]
    public async Task Direction()
    {
        await DeliverAsync("directed");

        Assert.DoesNotContain(queues.App!.Unmarked, one => one.Line == "OPTIONS /directed");
    }

    [Statement(Text = "1.6 404 to the question leaves the queue alone")]
    public async Task NotWanted()
    {
        Skip.If(queues.Missing is not null, queues.Missing);
        await queues.Sqs!.SendAsync("refuses", _id);
        await DeliverAsync("takes", Mark.New());

        Assert.Contains(queues.App!.Unmarked, one => one.Line == "OPTIONS /refuses");
        Assert.Equal((1, 0), await queues.Sqs!.CountAsync("refuses"));
    }

    [Statement(Text = "1.6 the body is the message as it is, always as application/json, with a traceparent")]
    public async Task Body()
    {
        var call = await DeliverAsync("takes");

        Assert.Equal(_id, call.Body);
        Assert.Equal("application/json", call.Header("Content-Type"));
        Assert.Matches("^00-", call.Header("traceparent"));
    }

    [StatementForEach(Text = "1.6 any 2xx is success: the message is gone")]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    public async Task Success(int status)
    {
        Skip.If(queues.Missing is not null, queues.Missing);
        queues.App!.On(_id, (_, http) =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await DeliverAsync("takes");

        await queues.Sqs!.EmptyAsync("takes");
    }

    [Statement(Text = "1.6 anything else is an error: the message is not deleted and comes again")]
    public async Task Failure()
    {
        Skip.If(queues.Missing is not null, queues.Missing);
        var tries = 0;
        queues.App!.On(_id, (_, http) => ContractApp.WriteAsync(http, Interlocked.Increment(ref tries) == 1 ? 500 : 200));
        await queues.Sqs!.SendAsync("again", _id);

        await queues.App.WaitAsync(_id, 2);
        await queues.Sqs.EmptyAsync("again");
    }

    private Task<AppCall> DeliverAsync(string queue) => DeliverAsync(queue, _id);

    private async Task<AppCall> DeliverAsync(string queue, string mark)
    {
        Skip.If(queues.Missing is not null, queues.Missing);
        await queues.Sqs!.SendAsync(queue, mark);

        return await queues.App!.OneAsync(mark);
    }

    /// <summary>An SQS emulator, an app and a sidecar that reads six queues.</summary>
    public sealed class Queues : IAsyncLifetime
    {
        private static readonly string[] Names = ["takes", "notallowed", "routed", "directed", "refuses", "again"];
        private SidecarProcess? _sidecar;

        internal string? Missing { get; private set; }

        internal SqsEmulator? Sqs { get; private set; }

        internal ContractApp? App { get; private set; }

        public async Task InitializeAsync()
        {
            Missing = World.ExternalAddress is not null
                ? "needs to start a sidecar, and DAPR_HTTP_ENDPOINT names one that runs" : EmulatorPackages.Missing;
            if (Missing is not null)
            {
                return;
            }

            Sqs = await SqsEmulator.StartAsync();
            await Task.WhenAll(Names.Select(name => Sqs.CreateQueueAsync(name, visibility: name == "again" ? 1 : 30)));
            App = new ContractApp(Ports.Free())
                .OnLine("OPTIONS /refuses", 404).OnLine("OPTIONS /notallowed", 405);
            await App.StartAsync();
            _sidecar = await SidecarProcess.StartAsync(new SidecarOptions
            {
                AppPort = App.Port,
                Yaml = string.Join("\n---\n", Names.Select(name => Yaml(name, Sqs.Address))),
            });
        }

        public async Task DisposeAsync()
        {
            foreach (var one in new IAsyncDisposable?[] { _sidecar, App, Sqs })
            {
                await (one?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
        }

        private static string Yaml(string name, string endpoint) => $$"""
            kind: Component
            metadata: {name: {{name}}}
            spec:
              type: bindings.aws.sqs
              version: v1
              metadata:
              - {name: queueName, value: {{name}}}
              - {name: region, value: us-east-1}
              - {name: endpoint, value: "{{endpoint}}"}
              - {name: accessKey, value: a}
              - {name: secretKey, value: b}
              {{(name == "routed" ? "- {name: route, value: /elsewhere}" : "")}}
              {{(name == "directed" ? "- {name: direction, value: input}" : "")}}
            """;
    }
}
